import type { IncomingHttpHeaders } from 'node:http';
import type { ClientKind } from '#shared/domain/request-record';
import type { PreparedRequest } from './build-call';
import { findMetadataSession } from './find-metadata-session';

export interface ClientDescription {
  readonly kind: ClientKind;
  readonly version: string | null;
  readonly sessionId: string | null;
  /** The fact the session was recognised by. */
  readonly sessionSource: string | null;
}

/** First matching pattern decides; an agent's own name comes before the SDK it is built on. */
const USER_AGENTS: readonly (readonly [RegExp, ClientKind])[] = [
  [/^claude-cli\/([\w.-]+)/i, 'claude-code'],
  [/^codex[\w-]*\/([\w.-]+)/i, 'codex'],
  [/^GeminiCLI[^/]*\/([\w.-]+)/i, 'gemini-cli'],
  [/\bopencode\/([\w.-]+)/i, 'opencode'],
  [/^(?:Anthropic|OpenAI)\/\w+ ([\w.-]+)/i, 'sdk'],
  [/\bgoogle-genai-sdk\/([\w.-]+)/i, 'sdk'],
];

/** Headers that name the agent's conversation, most reliable first. */
const SESSION_HEADERS = [
  'x-claude-code-session-id',
  'session-id',
  'session_id',
  'thread-id',
  'x-session-id',
  'x-session-affinity',
] as const;

const MAX_SESSION_ID = 200;

/** Says who calls, by the headers. */
export function describeClient(headers: IncomingHttpHeaders): ClientDescription {
  const { kind, version } = matchUserAgent(headers['user-agent'] ?? '');
  for (const name of SESSION_HEADERS) {
    const value = headers[name];
    if (typeof value === 'string' && value !== '') {
      return { kind, version, sessionId: value.slice(0, MAX_SESSION_ID), sessionSource: `header:${name}` };
    }
  }
  return { kind, version, sessionId: null, sessionSource: null };
}

/** With the session that the body names, where no header names one. */
export function addBodySession(
  client: ClientDescription,
  request: Pick<PreparedRequest, 'plainBody' | 'metadataStart'>,
): ClientDescription {
  if (client.sessionId !== null || request.metadataStart === null) return client;
  const sessionId = findMetadataSession(request.plainBody, request.metadataStart);
  if (sessionId === null) return client;
  return { ...client, sessionId: sessionId.slice(0, MAX_SESSION_ID), sessionSource: 'body:metadata.user_id' };
}

function matchUserAgent(userAgent: string): { kind: ClientKind; version: string | null } {
  for (const [pattern, kind] of USER_AGENTS) {
    const match = pattern.exec(userAgent);
    if (match !== null) return { kind, version: match[1] ?? null };
  }
  return { kind: 'other', version: null };
}
