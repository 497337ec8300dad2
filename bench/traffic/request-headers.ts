const SESSION_DIGITS = 12;

/** What Claude Code sends with a request, less what the HTTP client adds itself. */
export function createRequestHeaders(key: string, bodyBytes: number, model: string): string[] {
  return Object.entries({
    accept: 'application/json',
    'anthropic-beta':
      'claude-code-20250219,interleaved-thinking-2025-05-14,fine-grained-tool-streaming-2025-05-14',
    'anthropic-dangerous-direct-browser-access': 'true',
    'anthropic-version': '2023-06-01',
    'content-type': 'application/json',
    'content-length': String(bodyBytes),
    'user-agent': 'claude-cli/2.1.330 (external, cli)',
    'x-api-key': key,
    'x-app': 'cli',
    'x-claude-code-session-id': selectSession(model),
    'x-stainless-arch': 'x64',
    'x-stainless-lang': 'js',
    'x-stainless-os': 'Linux',
    'x-stainless-package-version': '0.60.0',
    'x-stainless-retry-count': '0',
    'x-stainless-runtime': 'node',
    'x-stainless-timeout': '600',
    'accept-encoding': 'gzip, deflate',
  }).flat();
}

/** A conversation for each model: the history of one that changes channels is written anew, for reasoning that may be in it. */
function selectSession(model: string): string {
  const digits = Buffer.from(model).toString('hex').padEnd(SESSION_DIGITS, '0').slice(0, SESSION_DIGITS);
  return `5b0c6f0e-3d4f-4c0a-9a57-${digits}`;
}
