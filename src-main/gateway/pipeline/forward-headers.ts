import type { IncomingHttpHeaders } from 'node:http';
import type { AuthStyle } from '#shared/domain/channel';
import type { GatewayCredential } from '../ports';
import { CREDENTIAL_HEADERS } from '../server/authenticate';

/** Headers as undici and node:http both take them. */
export type HeaderRecord = Record<string, string | string[]>;

/** Response headers of an upstream; one that is repeated comes as an array, whatever its name. */
export type UpstreamHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** RFC 9110 §7.6.1, and the proxy headers that belong to one connection. */
const HOP_BY_HOP: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
]);

/** What opens the gateway, is set anew for the upstream, or is of no use to it. */
const DROPPED_ON_REQUEST: ReadonlySet<string> = new Set([
  ...HOP_BY_HOP,
  ...CREDENTIAL_HEADERS,
  'host',
  'content-length',
  'accept-encoding',
  'cookie',
]);

/**
 * An upstream's cookies are between it and the gateway; the others would tell a browser about the upstream's origin
 * while it looks at the gateway's.
 */
const DROPPED_ON_RESPONSE: ReadonlySet<string> = new Set([
  ...HOP_BY_HOP,
  'set-cookie',
  'alt-svc',
  'strict-transport-security',
  'nel',
  'report-to',
  'content-length',
]);

const CONTROL_PREFIX = 'x-routex-';

/**
 * Headers for the upstream: all that the client sent, less what belongs to its own connection or opens the gateway,
 * plus the channel's credential.
 *
 * @param login the caller's own login, for a channel that passes it on
 */
export function selectRequestHeaders(
  client: IncomingHttpHeaders,
  credential: GatewayCredential | null,
  authStyle: AuthStyle,
  login: Readonly<Record<string, string>> = {},
): HeaderRecord {
  const perConnection = connectionOptions(client.connection);
  const headers: HeaderRecord = {};
  for (const name in client) {
    const value = client[name];
    if (value === undefined || DROPPED_ON_REQUEST.has(name)) continue;
    if (name.startsWith(CONTROL_PREFIX) || perConnection?.has(name) === true) continue;
    headers[name] = value;
  }
  // A compressed answer would have to be unpacked to be read, and held back to be packed: streams suffer.
  headers['accept-encoding'] = 'identity';
  setCredential(headers, { credential, authStyle, login });
  return headers;
}

/** How a call authenticates. */
interface CallAuth {
  readonly credential: GatewayCredential | null;
  readonly authStyle: AuthStyle;
  /** The caller's own login. */
  readonly login: Readonly<Record<string, string>>;
}

/** Headers for an upstream of another protocol: of the client's only its name, because all else speaks of its protocol. */
export function selectConvertedHeaders(
  client: IncomingHttpHeaders,
  call: CallAuth & { readonly own: Readonly<Record<string, string>>; readonly stream: boolean },
): HeaderRecord {
  const headers: HeaderRecord = {
    'content-type': 'application/json',
    accept: call.stream ? 'text/event-stream' : 'application/json',
    'accept-encoding': 'identity',
    ...(client['user-agent'] === undefined ? {} : { 'user-agent': client['user-agent'] }),
    ...call.own,
  };
  setCredential(headers, call);
  return headers;
}

function setCredential(headers: HeaderRecord, { credential, authStyle, login }: CallAuth): void {
  if (credential?.kind === 'key') setAuth(headers, authStyle, credential.secret);
  else if (credential?.kind === 'client') Object.assign(headers, login);
}

/** Headers for the client: all that the upstream sent, less what belongs to its own connection. */
export function selectResponseHeaders(upstream: UpstreamHeaders): HeaderRecord {
  const perConnection = connectionOptions(upstream.connection);
  const headers: HeaderRecord = {};
  for (const name in upstream) {
    const value = upstream[name];
    if (value === undefined || DROPPED_ON_RESPONSE.has(name)) continue;
    if (name.startsWith(CONTROL_PREFIX) || perConnection?.has(name) === true) continue;
    headers[name] = value;
  }
  return headers;
}

function setAuth(headers: HeaderRecord, style: AuthStyle, secret: string): void {
  switch (style) {
    case 'bearer':
      headers.authorization = `Bearer ${secret}`;
      return;
    case 'x-api-key':
    case 'api-key':
    case 'x-goog-api-key':
      headers[style] = secret;
      return;
    case 'none':
      return;
  }
}

/** @param connection an array where the other side repeats the header, which undici hands on as it is */
function connectionOptions(connection: string | string[] | undefined): ReadonlySet<string> | null {
  if (connection === undefined || connection === 'keep-alive' || connection === 'close') return null;
  return new Set(
    String(connection)
      .split(',')
      .map((name) => name.trim().toLowerCase()),
  );
}
