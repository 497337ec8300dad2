import type { CanonicalRequest } from '../../protocols/canonical/request';
import type { RequestOutline } from './request-facts';

const REQUEST_CLASS = 'x-claude-code-request-class';
/** Versions of Claude Code up to here used a small model for nothing else. */
const HAIKU_MEANS_BACKGROUND = /^(?:1\.|2\.0\.)/;

/** Whether an agent asks for itself and not for its user: a title, a summary, which model to take. */
export function isBackground(outline: RequestOutline, read: () => CanonicalRequest | null): boolean {
  const { client, clientVersion, headers, model } = outline;
  if (client === 'sdk' || client === 'other') return false;
  const told = headers[REQUEST_CLASS];
  if (told !== undefined) return told === 'auxiliary';
  if (client === 'claude-code' && clientVersion !== null && HAIKU_MEANS_BACKGROUND.test(clientVersion)) {
    return model.toLowerCase().includes('haiku');
  }
  const request = read();
  if (request === null || request.tools.length > 0) return false;
  // OpenCode asks for its titles in plain text, and others within a schema.
  return client === 'opencode' || request.format.type !== 'text';
}
