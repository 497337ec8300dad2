/** What Claude Code sends with a request, less what the HTTP client adds itself. */
export function createRequestHeaders(key: string, bodyBytes: number): string[] {
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
    'x-claude-code-session-id': '5b0c6f0e-3d4f-4c0a-9a57-0d6a7a3f1b11',
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
