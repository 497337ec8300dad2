import type { IncomingHttpHeaders } from 'node:http';
import type { CanonicalRequest } from '../../protocols/canonical/request';
import type { RequestOutline } from './request-facts';

/** Each is sent by subagents alone. */
const HEADERS = [
  'x-claude-code-agent-id',
  'x-openai-subagent',
  'x-codex-parent-thread-id',
  'x-parent-session-id',
] as const;
const REQUEST_CLASS = 'x-claude-code-request-class';
const BILLING_BLOCK = 'x-anthropic-billing-header:';
const BILLED_AS_SUBAGENT = 'cc_is_subagent=true';
/** The tool with which Gemini CLI's subagents hand in their work. */
const COMPLETE_TASK = 'complete_task';

/** Whether the headers say so; where they do not, the body may. */
export function isToldSubagent(headers: IncomingHttpHeaders): boolean {
  return HEADERS.some((name) => headers[name] !== undefined) || headers[REQUEST_CLASS] === 'subagent';
}

/** Whether another agent has started the one that asks. */
export function isSubagent(outline: RequestOutline, read: () => CanonicalRequest | null): boolean {
  const { client, headers } = outline;
  if (isToldSubagent(headers)) return true;
  if (headers[REQUEST_CLASS] !== undefined) return false;
  switch (client) {
    case 'claude-code': {
      const first = read()?.system[0]?.text ?? '';
      return first.startsWith(BILLING_BLOCK) && first.includes(BILLED_AS_SUBAGENT);
    }
    case 'gemini-cli':
      return read()?.tools.some((tool) => tool.type === 'function' && tool.name === COMPLETE_TASK) === true;
    case 'codex':
    case 'opencode':
    case 'sdk':
    case 'other':
      return false;
  }
}
