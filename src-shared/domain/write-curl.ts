import type { StoredExchange } from './stored-exchange';

/** What curl sets itself, or what belonged to another connection. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'transfer-encoding',
  'accept-encoding',
  'host',
  'keep-alive',
]);

const MASKED = /\[redacted\]/;

/**
 * The command that sends a stored request to the gateway once more, for a POSIX shell. The gateway token is taken from
 * `ROUTEX_TOKEN`, so that it is in no history of commands. Null when the body was not kept as a whole.
 *
 * @param address of the gateway, such as `http://127.0.0.1:8080`
 */
export function writeCurl({ path, request }: StoredExchange, address: string): string | null {
  if (request.body === null || request.truncated) return null;
  const headers = Object.entries(request.headers)
    .filter(([name, value]) => !LEFT_OUT.has(name) && !name.startsWith('x-routex-') && !MASKED.test(value))
    .map(([name, value]) => `  -H ${quote(`${name}: ${value}`)}`);
  return [
    `curl ${quote(new URL(path, address).href)}`,
    '  -H "x-routex-token: $ROUTEX_TOKEN"',
    ...headers,
    `  --data-raw ${quote(request.body)}`,
  ].join(' \\\n');
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
