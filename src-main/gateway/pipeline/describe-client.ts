import type { IncomingHttpHeaders } from 'node:http';
import type { ClientKind } from '#shared/domain/request-record';

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
const SESSION_HEADERS = ['x-claude-code-session-id', 'session-id', 'session_id', 'x-session-id'] as const;

const MAX_SESSION_ID = 200;

/** Says who calls, from headers alone. */
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

function matchUserAgent(userAgent: string): { kind: ClientKind; version: string | null } {
  for (const [pattern, kind] of USER_AGENTS) {
    const match = pattern.exec(userAgent);
    if (match !== null) return { kind, version: match[1] ?? null };
  }
  return { kind: 'other', version: null };
}
