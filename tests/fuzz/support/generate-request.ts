import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describeCall, tokenHeaders } from '#tests/integration/failover/support/call-gateway';
import type { Area } from './check-answer';
import { ENDPOINTS, type FuzzEndpoint } from './endpoints';
import { nextMarker } from './known-good';
import { renderRequest } from './render-request';

/** A well-formed HTTP request with whatever in it, and what must come back. */
export interface FuzzRequest {
  readonly marker: string;
  readonly method: string;
  readonly area: Area;
  readonly bytes: Buffer;
  /** Statuses that are right; null where anything plausible is. */
  readonly statuses: readonly number[] | null;
  /** The answer must come from the provider and carry the marker. */
  readonly answered: boolean;
  /** No upstream may hear of it. */
  readonly refused: boolean;
  /** Nothing may be sent behind it on its connection. */
  readonly closes: boolean;
  /** How fast-check shows it. */
  [fc.toStringMethod](): string;
}

export interface FuzzContext {
  readonly url: string;
  readonly token: string;
  readonly adminToken: string;
}

/** Few, so that a client's address is not taken for one that guesses. */
const WRONG_TOKENS = ['wrong', 'rtx_wrong', 'rtxa_wrong', `rtx_${'x'.repeat(5000)}`];

const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD', 'TRACE', 'PROPFIND'] as const;
const CODERS = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync, zstd: zstdCompressSync };
type Coder = keyof typeof CODERS;

const hosts = fc.oneof(
  { weight: 30, arbitrary: fc.constant({ name: 'own', allowed: true }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('localhost', '[::1]', '10.1.2.3:99').map((name) => ({ name, allowed: true })),
  },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom(
        'evil.example',
        'localhost.evil.example',
        '127.0.0.1.evil.example',
        '',
        'a b',
        '127.0.0.1/x',
        '@',
        '[::1',
      )
      .map((name) => ({ name, allowed: false })),
  },
);

const origins = fc.oneof(
  { weight: 30, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fc.constantFrom('null', 'https://evil.example', 'http://127.0.0.1', '*', ' ') },
);

const auths = fc.oneof(
  { weight: 12, arbitrary: fc.constant('token' as const) },
  { weight: 3, arbitrary: fc.constant('admin' as const) },
  { weight: 1, arbitrary: fc.constant('none' as const) },
  { weight: 2, arbitrary: fc.constantFrom(...WRONG_TOKENS).map((wrong) => ({ wrong })) },
);

type Auth = 'token' | 'admin' | 'none' | { wrong: string };

/** Headers that decide framing, admission or decoding have their own place. */
const RESERVED =
  /^(?:host|origin|content-length|content-type|content-encoding|transfer-encoding|connection|expect|upgrade|trailer|authorization|x-api-key|api-key|x-goog-api-key|x-routex-token|x-fuzz-id|cookie|sec-fetch-.*|proxy-.*)$/i;
const TOKEN_CHARACTERS = [..."abcdefghijklmnopqrstuvwxyzABCXYZ0123456789!#$%&'*+-.^_`|~"];

const headerName = fc
  .string({ unit: fc.constantFrom(...TOKEN_CHARACTERS), minLength: 1, maxLength: 30 })
  .filter((name) => !RESERVED.test(name));
const headerValue = fc
  .array(fc.oneof(fc.integer({ min: 0x20, max: 0x7e }), fc.integer({ min: 0x80, max: 0xff })), {
    maxLength: 60,
  })
  .map((codes) => String.fromCodePoint(...codes));
const oddHeaders = fc.constantFrom<[string, string]>(
  ['connection', 'x-fuzz-id, authorization, content-type'],
  ['connection', 'keep-alive, keep-alive'],
  ['expect', '100-continue'],
  ['te', 'trailers, deflate;q=0.5'],
  ['x-forwarded-host', 'evil.example'],
  ['forwarded', 'for=evil;host=evil.example'],
  ['accept-encoding', 'gzip, br, zstd, *;q=0'],
  ['accept', 'text/html'],
  ['range', 'bytes=0-1'],
  ['if-none-match', '*'],
  ['cookie', 'routex_session=; a=b; a=c'],
  ['content-type', 'application/json; charset=utf-16'],
  ['__proto__', 'x'],
  ['constructor', 'x'],
  ['x-routex-channel', 'evil'],
  ['anthropic-beta', 'a,b'],
  ['user-agent', `claude-cli/${'9'.repeat(2000)}`],
);
const extraHeaders = fc.array(
  fc.oneof({ weight: 3, arbitrary: fc.tuple(headerName, headerValue) }, { weight: 2, arbitrary: oddHeaders }),
  { maxLength: 5 },
);

/** Bodies that are JSON objects with a model, and odd everywhere else. */
const oddObject = fc
  .dictionary(fc.string({ unit: 'binary', maxLength: 20 }), fc.jsonValue({ maxDepth: 4 }), { maxKeys: 6 })
  .map((rest) => ({ ...rest }));
const bodies = fc.oneof(
  { weight: 8, arbitrary: fc.constant({ kind: 'valid' as const }) },
  { weight: 3, arbitrary: oddObject.map((fields) => ({ kind: 'odd' as const, fields })) },
  {
    weight: 3,
    arbitrary: fc.json({ maxDepth: 5 }).map((text) => ({ kind: 'bytes' as const, bytes: Buffer.from(text) })),
  },
  {
    weight: 2,
    arbitrary: fc
      .uint8Array({ maxLength: 300 })
      .map((bytes) => ({ kind: 'bytes' as const, bytes: Buffer.from(bytes) })),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'none' as const }) },
);

const encodings = fc.oneof(
  { weight: 12, arbitrary: fc.constant(null) },
  {
    weight: 2,
    arbitrary: fc.constantFrom<Coder>('gzip', 'deflate', 'br', 'zstd').map((name) => ({ name, true: true })),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('gzip', 'br', 'zstd', 'snappy', 'gzip, gzip', '__proto__')
      .map((name) => ({ name, true: false })),
  },
);

const queries = fc.oneof(
  { weight: 6, arbitrary: fc.constant('') },
  { weight: 1, arbitrary: fc.webQueryParameters() },
  {
    weight: 1,
    arbitrary: fc.constantFrom('%', '%00', 'a=%E0%A4%A', '&&&', '?', 'limit=NaN&after_id=', '__proto__=1'),
  },
);

/** One request. Its marker is new each time it is made, also when a failure is replayed. */
export function fuzzRequests(context: FuzzContext): fc.Arbitrary<FuzzRequest> {
  return fc
    .record({
      endpoint: ENDPOINTS,
      oddMethod: fc.oneof(
        { weight: 8, arbitrary: fc.constant(null) },
        { weight: 1, arbitrary: fc.constantFrom(...METHODS) },
      ),
      host: hosts,
      origin: origins,
      auth: auths,
      headers: extraHeaders,
      body: bodies,
      encoding: encodings,
      query: queries,
      stream: fc.boolean(),
      framing: fc.oneof(
        fc.constant('length' as const),
        fc.integer({ min: 1, max: 200 }).map((chunked) => ({ chunked })),
      ),
      version: fc.oneof(
        { weight: 25, arbitrary: fc.constant('1.1' as const) },
        { weight: 1, arbitrary: fc.constant('1.0' as const) },
      ),
    })
    .map((parts) => build(parts, context));
}

interface Parts {
  endpoint: FuzzEndpoint;
  oddMethod: string | null;
  host: { name: string; allowed: boolean };
  origin: string | null;
  auth: Auth;
  headers: [string, string][];
  body:
    { kind: 'valid' } | { kind: 'odd'; fields: object } | { kind: 'bytes'; bytes: Buffer } | { kind: 'none' };
  encoding: { name: string; true: boolean } | null;
  query: string;
  stream: boolean;
  framing: 'length' | { chunked: number };
  version: '1.0' | '1.1';
}

function build(parts: Parts, context: FuzzContext): FuzzRequest {
  const { endpoint, host, origin, auth, encoding, stream, version } = parts;
  const marker = nextMarker();
  const method = parts.oddMethod ?? endpoint.method;
  const plain = endpoint.method === 'GET' ? null : bodyOf(parts, marker);
  const coder = encoding?.true === true ? CODERS[encoding.name as Coder] : null;
  const body = plain === null ? null : (coder?.(plain) ?? plain);
  const hostHeader = host.name === 'own' ? new URL(context.url).host : host.name;
  const bytes = renderRequest({
    method,
    target: withQuery(targetOf(endpoint, stream), parts.query),
    version,
    headers: [
      ['host', hostHeader],
      ['x-fuzz-id', marker],
      ...(origin === null ? [] : [['origin', origin] as const]),
      ...(encoding === null || body === null ? [] : [['content-encoding', encoding.name] as const]),
      ['content-type', 'application/json'],
      ...authHeaders(auth, endpoint, context),
      ...parts.headers,
    ],
    // A chunked body is unknown to HTTP/1.0.
    body,
    framing: version === '1.0' ? 'length' : parts.framing,
  });

  const guarded = endpoint.area.kind !== 'page' || !endpoint.open;
  // Node answers a Host that is empty by itself, where it does not refuse it.
  const blocked = guarded && (!host.allowed || origin !== null);
  const rightMethod = method === endpoint.method || (method === 'HEAD' && endpoint.method === 'GET');
  const opened = auth === (endpoint.area.kind === 'api' ? 'admin' : 'token');
  const generates = endpoint.area.kind === 'client' && endpoint.generates;
  const valid = parts.body.kind === 'valid' && (encoding === null || encoding.true) && generates;
  const answered = !blocked && rightMethod && opened && valid;
  return {
    marker,
    method,
    area: endpoint.area,
    bytes,
    statuses: selectStatuses({ endpoint, blocked, rightMethod, opened, answered }),
    answered,
    refused: blocked || !rightMethod || !opened || endpoint.area.kind !== 'client',
    closes: version === '1.0',
    [fc.toStringMethod]: () => JSON.stringify(bytes.toString('latin1')),
  };
}

function selectStatuses(facts: {
  endpoint: FuzzEndpoint;
  blocked: boolean;
  rightMethod: boolean;
  opened: boolean;
  answered: boolean;
}): readonly number[] | null {
  const { endpoint, blocked, rightMethod, opened, answered } = facts;
  if (blocked) return [403];
  if (answered) return [200];
  switch (endpoint.area.kind) {
    case 'client':
      if (!rightMethod) return [405, 404];
      // Past the gate it is the upstream's to judge what is in the body.
      return opened ? [200, 400, 404, 413] : [401];
    case 'unknown':
      return endpoint.modelList && rightMethod ? (opened ? [200, 404] : [401]) : [404, 405, 401];
    case 'api':
      // A preflight is refused before anybody asks who sends it.
      return opened ? [200, 400, 404, 405, 413, 415, 422] : [401, 405];
    case 'page':
      return null;
  }
}

function bodyOf({ body, endpoint, stream }: Parts, marker: string): Buffer | null {
  const { protocol } = endpoint;
  const valid = describeCall(protocol, { stream }).body;
  switch (body.kind) {
    case 'none':
      return null;
    case 'bytes':
      return body.bytes;
    case 'odd':
      return Buffer.from(JSON.stringify({ ...body.fields, ...valid, ...body.fields }));
    case 'valid':
      return Buffer.from(JSON.stringify(valid).replace('hello', marker));
  }
}

function targetOf(endpoint: FuzzEndpoint, stream: boolean): string {
  return endpoint.target ?? describeCall(endpoint.protocol, { stream }).path;
}

function withQuery(target: string, query: string): string {
  const encoded = query.replaceAll(/[^\x21-\x7e]/g, (text) =>
    encodeURIComponent(text.isWellFormed() ? text : '?'),
  );
  return encoded === '' ? target : `${target}${target.includes('?') ? '&' : '?'}${encoded}`;
}

function authHeaders(auth: Auth, endpoint: FuzzEndpoint, context: FuzzContext): [string, string][] {
  const headers = (token: string): [string, string][] =>
    endpoint.area.kind === 'api'
      ? [['authorization', `Bearer ${token}`]]
      : Object.entries(tokenHeaders(endpoint.protocol, token));
  if (auth === 'token') return headers(context.token);
  if (auth === 'admin') return headers(context.adminToken);
  return auth === 'none' ? [] : headers(auth.wrong);
}
