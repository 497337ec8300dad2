import type { KnownGood } from './known-good';

/** What is right for a case: anything else is a hole. */
export type Verdict =
  /** Never served. The connection may be closed, or wait for a rest that does not come. */
  | 'refused'
  /** Refused, and the request behind it on the connection is answered. */
  | 'refused-open'
  /** Served, and the request behind it is answered too. */
  | 'served'
  /** Served or refused, but nothing hidden in it is. */
  | 'either';

export interface SmugglingCase {
  readonly name: string;
  readonly verdict: Verdict;
  /** @param hidden a complete request that must never be taken for one */
  readonly build: (good: KnownGood, hidden: Buffer) => Buffer;
}

const CRLF = '\r\n';

/** The good request with other lines for its framing, and another body. */
function framed(good: KnownGood, lines: string, body: Buffer | string, lineEnd = CRLF): Buffer {
  const { method, target, headers } = good.parts;
  const head = [`${method} ${target} HTTP/1.1`, ...headers.map(([name, value]) => `${name}: ${value}`)];
  return Buffer.concat([
    Buffer.from(`${head.join(lineEnd)}${lineEnd}${lines}${lineEnd}${lineEnd}`, 'latin1'),
    Buffer.from(body),
  ]);
}

const bodyOf = (good: KnownGood): Buffer => good.parts.body ?? Buffer.alloc(0);
const lengthOf = (good: KnownGood): string => `content-length: ${bodyOf(good).length}`;

function chunk(bytes: Buffer, extension = ''): Buffer {
  return Buffer.concat([
    Buffer.from(`${bytes.length.toString(16)}${extension}\r\n`),
    bytes,
    Buffer.from(CRLF),
  ]);
}

const LAST_CHUNK = Buffer.from('0\r\n\r\n');

function chunked(
  good: KnownGood,
  options: { te?: string; before?: Buffer; extension?: string; last?: Buffer } = {},
): Buffer {
  const {
    te = 'transfer-encoding: chunked',
    before = Buffer.alloc(0),
    extension = '',
    last = LAST_CHUNK,
  } = options;
  return framed(good, te, Buffer.concat([before, chunk(bodyOf(good), extension), last]));
}

/** A line among the headers of a request that is well framed. */
const withLine = (line: string) => (good: KnownGood) =>
  framed(good, `${line}${CRLF}${lengthOf(good)}`, bodyOf(good));

/** A framing that hides a request from whoever reads the other of two statements. */
const hiding = (lines: string) => (good: KnownGood, hidden: Buffer) =>
  framed(
    good,
    lines.replace('LENGTH', String(LAST_CHUNK.length + hidden.length)),
    Buffer.concat([LAST_CHUNK, hidden]),
  );

const firstLine = (replace: (line: string) => string) => (good: KnownGood) => {
  const text = good.bytes.toString('latin1');
  const end = text.indexOf(CRLF);
  return Buffer.from(replace(text.slice(0, end)) + text.slice(end), 'latin1');
};

const AMBIGUOUS_FRAMINGS = [
  'content-length: LENGTH\r\ntransfer-encoding: chunked',
  'transfer-encoding: chunked\r\ncontent-length: LENGTH',
  'content-length: LENGTH\r\nTransfer-Encoding : chunked',
  'content-length: LENGTH\r\ntransfer-encoding: identity, chunked',
  'content-length: LENGTH\r\ntransfer-encoding:\u000bchunked',
  'content-length: LENGTH\r\ntransfer-encoding: chunked\r\ntransfer-encoding: identity',
  'transfer-encoding: chunked, identity',
  'transfer-encoding: identity',
  'transfer-encoding: xchunked',
  'transfer-encoding: "chunked"',
  'transfer-encoding: chunked\u0000',
  'transfer-encoding: chun\r\n ked',
  'transfer-encoding:\r\n chunked\r\ncontent-length: LENGTH',
  'x: y\rtransfer-encoding: chunked\r\ncontent-length: LENGTH',
  'x: y\ntransfer-encoding: chunked\r\ncontent-length: LENGTH',
  'content-length: 5\r\ncontent-length: LENGTH',
  'content-length: LENGTH\r\ncontent-length: 5',
  'content-length: 5, LENGTH',
  'content-length: +5',
  'content-length: -1',
  'content-length: 0x5',
  'content-length: 5 5',
  'content-length: 1e1',
  'content-length: 5\u0000',
  'content-length: 99999999999999999999',
  'content-length: 18446744073709551621',
  'content-length : 5',
  ' content-length: 5',
  'content-length\u00a0: 5',
] as const;

const BAD_LINES = [
  'no colon here',
  ': no name',
  'na me: x',
  'na(me: x',
  'näme: x',
  'x: a\u0000b',
  'x: a\u0007b',
  'x: a\rb',
  'x: y\r\n  folded',
  'host: evil.example\u0000',
] as const;

const BAD_CHUNKS = [
  'zz\r\nab\r\n',
  '-5\r\nhello\r\n',
  '0x5\r\nhello\r\n',
  '5 \r\nhello\r\n',
  ' 5\r\nhello\r\n',
  '5\nhello\n',
  '5\rhello\r',
  '5\r\nhelloX\r\n',
  '5\r\nhello',
  'FFFFFFFFFFFFFFFFF\r\n',
  'ffffffffffffffff\r\n',
  '\r\n',
  `1${'0'.repeat(40)}\r\n`,
  `1;${'x'.repeat(20_000)}\r\na\r\n`,
] as const;

const NO_HTTP: readonly (readonly [string, Buffer])[] = [
  ['HTTP/0.9', Buffer.from('GET /v1/models\r\n\r\n')],
  ['an HTTP/2 preface', Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0', 'latin1')],
  ['a TLS hello', Buffer.from('16030100c8010000c403034a1e2f', 'hex')],
  ['a SOCKS greeting', Buffer.from('050100', 'hex')],
  ['zeros', Buffer.alloc(2000)],
  ['no line end', Buffer.from('x'.repeat(100_000))],
  ['a tunnel', Buffer.from('CONNECT 127.0.0.1:22 HTTP/1.1\r\nhost: 127.0.0.1:22\r\n\r\n')],
];

const ODD_FIRST_LINES: readonly (readonly [string, Verdict, (line: string) => string])[] = [
  ['HTTP/1.2', 'either', (line) => line.replace('HTTP/1.1', 'HTTP/1.2')],
  ['HTTP/2.0', 'refused', (line) => line.replace('HTTP/1.1', 'HTTP/2.0')],
  ['http/1.1', 'refused', (line) => line.replace('HTTP/1.1', 'http/1.1')],
  ['no version', 'refused', (line) => line.replace(' HTTP/1.1', '')],
  ['post', 'refused', (line) => line.replace('POST', 'post')],
  ['POSTX', 'refused', (line) => line.replace('POST', 'POSTX')],
  ['two spaces', 'either', (line) => line.replace(' /', '  /')],
  ['a tab', 'refused', (line) => line.replace(' /', '\t/')],
  ['a path with a space', 'refused', (line) => line.replace(' HTTP', '/x y HTTP')],
  ['a path with NUL', 'refused', (line) => line.replace(' HTTP', '\u0000 HTTP')],
  ['no slash', 'either', (line) => line.replace(' /', ' ')],
  ['the absolute form', 'served', (line) => line.replace(' /', ' http://127.0.0.1/')],
  ['the absolute form of another host', 'either', (line) => line.replace(' /', ' http://evil.example/')],
  ['another scheme', 'either', (line) => line.replace(' /', ' file:///')],
  ['the authority form', 'refused', () => 'POST 127.0.0.1:80 HTTP/1.1'],
  ['an asterisk', 'refused-open', () => 'OPTIONS * HTTP/1.1'],
  ['a path of 70 KB', 'refused', (line) => line.replace(' HTTP', `/${'a'.repeat(70_000)} HTTP`)],
  ['a path of 30 KB', 'refused-open', (line) => line.replace(/ \S+ HTTP/, ` /${'a'.repeat(30_000)} HTTP`)],
  ['dots', 'refused-open', (line) => line.replace(/ \S+ HTTP/, ' /../../api/status HTTP')],
];

export const SMUGGLING_CASES: readonly SmugglingCase[] = [
  ...AMBIGUOUS_FRAMINGS.map((lines): SmugglingCase => {
    return { name: `framing ${JSON.stringify(lines)}`, verdict: 'refused', build: hiding(lines) };
  }),
  ...BAD_LINES.map((line): SmugglingCase => {
    return { name: `line ${JSON.stringify(line)}`, verdict: 'refused', build: withLine(line) };
  }),
  ...BAD_CHUNKS.map((bytes): SmugglingCase => {
    const build = (good: KnownGood, hidden: Buffer): Buffer =>
      Buffer.concat([framed(good, 'transfer-encoding: chunked', Buffer.from(bytes, 'latin1')), hidden]);
    return { name: `chunk ${JSON.stringify(bytes.slice(0, 60))}`, verdict: 'refused', build };
  }),
  ...NO_HTTP.map(([name, bytes]): SmugglingCase => {
    return { name, verdict: 'refused', build: (_, hidden) => Buffer.concat([bytes, hidden]) };
  }),
  ...ODD_FIRST_LINES.map(([name, verdict, replace]): SmugglingCase => {
    return { name: `first line: ${name}`, verdict, build: firstLine(replace) };
  }),
  {
    name: 'bare line feeds',
    verdict: 'refused',
    build: (good) => framed(good, lengthOf(good), bodyOf(good), '\n'),
  },
  {
    name: 'bare carriage returns',
    verdict: 'refused',
    build: (good) => framed(good, lengthOf(good), bodyOf(good), '\r'),
  },
  { name: 'a chunked body', verdict: 'served', build: (good) => chunked(good) },
  {
    name: 'Chunked, in capitals',
    verdict: 'served',
    build: (good) => chunked(good, { te: 'Transfer-Encoding: CHUNKED' }),
  },
  {
    name: 'a chunk extension',
    verdict: 'served',
    build: (good) => chunked(good, { extension: ';a=b;c="d;e"' }),
  },
  {
    name: 'trailers that say otherwise',
    verdict: 'served',
    build: (good) =>
      chunked(good, { last: Buffer.from('0\r\nhost: evil.example\r\nx-api-key: wrong\r\n\r\n') }),
  },
  {
    name: 'a trailer that frames the body again',
    verdict: 'refused',
    build: (good) =>
      chunked(good, {
        last: Buffer.from('0\r\ncontent-length: 5\r\n\r\n'),
      }),
  },
  {
    name: 'empty lines before',
    verdict: 'served',
    build: (good) => Buffer.concat([Buffer.from('\r\n\r\n'), good.bytes]),
  },
  {
    name: 'a wish for another protocol',
    verdict: 'either',
    build: withLine(
      'connection: Upgrade, HTTP2-Settings\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABkAAQAAP__',
    ),
  },
  { name: 'two hosts', verdict: 'either', build: withLine('host: evil.example') },
  {
    name: '3,000 headers',
    verdict: 'either',
    build: (good) => framed(good, `${'a: b\r\n'.repeat(3000)}${lengthOf(good)}`, bodyOf(good)),
  },
  { name: 'a header of 60 KB', verdict: 'either', build: withLine(`x-long: ${'v'.repeat(60_000)}`) },
  { name: 'a header of 8 KB', verdict: 'served', build: withLine(`x-long: ${'v'.repeat(8000)}`) },
  { name: 'a header of 70 KB', verdict: 'refused', build: withLine(`x-long: ${'v'.repeat(70_000)}`) },
  {
    name: 'headers of 2 MB',
    verdict: 'refused',
    build: (good) => framed(good, `x: ${'v'.repeat(1000)}\r\n`.repeat(2000), ''),
  },
  {
    name: 'a hidden request as the body of one with a wrong token',
    verdict: 'refused-open',
    build: (good, hidden) =>
      hideInBody(good, hidden, ([name, value]) => [name, /key|auth/.test(name) ? 'Bearer wrong' : value]),
  },
  {
    name: 'a hidden request as the body of one from a web page',
    verdict: 'refused-open',
    build: (good, hidden) =>
      hideInBody(good, hidden, ([name, value]) => [name, name === 'host' ? 'evil.example' : value]),
  },
  {
    name: 'a hidden request in the chunks of one that is refused',
    verdict: 'refused-open',
    build: (good, hidden) =>
      Buffer.concat([
        firstLine(() => 'PUT /v1/messages HTTP/1.1')({
          ...good,
          bytes: framed(good, 'transfer-encoding: chunked', ''),
        }),
        chunk(hidden),
        LAST_CHUNK,
      ]),
  },
  {
    name: 'hidden requests as a body past the limit',
    verdict: 'refused-open',
    build: (good, hidden) => {
      const copies = Buffer.concat(
        Array.from({ length: Math.ceil((1.2 * 1024 * 1024) / hidden.length) }, () => hidden),
      );
      return framed(good, `content-length: ${copies.length}`, copies);
    },
  },
];

function hideInBody(
  good: KnownGood,
  hidden: Buffer,
  change: (header: readonly [string, string]) => readonly [string, string],
): Buffer {
  const parts = { ...good.parts, headers: good.parts.headers.map(change) };
  return framed({ ...good, parts }, `content-length: ${hidden.length}`, hidden);
}
