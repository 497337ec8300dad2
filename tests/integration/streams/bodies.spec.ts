import { promisify } from 'node:util';
import { brotliCompress, deflate, gzip, zstdCompress } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeBody } from '#tests/support/fake-provider/index';
import { startTestGateway, testChannel, type TestGateway } from '#tests/support/gateway/start-test-gateway';
import { bodyOf, callGateway, PROTOCOLS } from '../failover/support/call-gateway';
import { LONG_REPLY, STREAM_CASES } from '../failover/support/stream-cases';
import { cut, writePieces } from './support/chunking';
import { startUpstream, type Upstream } from './support/start-upstream';
import { contentType, encodeDressed } from './support/stream-texts';

const ENCODINGS = [
  { encoding: 'gzip', compress: promisify(gzip) },
  { encoding: 'deflate', compress: promisify(deflate) },
  { encoding: 'br', compress: promisify(brotliCompress) },
  { encoding: 'zstd', compress: promisify(zstdCompress) },
] as const;

const PLAIN = { lineEnd: '\n', comments: false, byteOrderMark: false } as const;
const CUTS = [0.1, 0.11, 0.5, 0.9];

let answer: { headers: Record<string, string>; pieces: readonly Buffer[] };
let upstream: Upstream;
let gateway: TestGateway;

beforeAll(async () => {
  upstream = await startUpstream((_request, response) => {
    response.writeHead(200, answer.headers);
    return writePieces(response, answer.pieces);
  });
  gateway = await startTestGateway({
    channels: PROTOCOLS.map((protocol) => testChannel({ id: protocol, protocol, baseUrl: upstream.url })),
  });
});
afterAll(async () => {
  await gateway.close();
  await upstream.close();
});

describe.each(PROTOCOLS)('%s: a body in one piece', (protocol) => {
  it('is parsed and written again on its way', async () => {
    const bytes = oddlyWritten(encodeBody(protocol, LONG_REPLY));
    answer = { headers: { 'content-type': 'application/json' }, pieces: cut(bytes, CUTS) };
    const count = gateway.records.length + 1;
    const exchange = await callGateway(gateway, protocol);
    expect(exchange).toMatchObject({ status: 200, end: 'complete' });
    expect(bodyOf(exchange)).toEqual(bytes);
    expect(await gateway.waitForRecord(count)).toMatchObject({
      outcome: 'success',
      usage: { input: 25, output: 12 },
      responseBytes: bytes.length,
    });
  });

  it.each(ENCODINGS)('in $encoding reaches the client packed or cut', async ({ encoding, compress }) => {
    const bytes = oddlyWritten(encodeBody(protocol, LONG_REPLY));
    const packed = await compress(bytes);
    const headers = { 'content-type': 'application/json', 'content-encoding': encoding };
    answer = { headers: { ...headers, 'content-length': String(packed.length) }, pieces: [packed] };
    const exchange = await callGateway(gateway, protocol);
    expect(exchange).toMatchObject({ status: 200, end: 'complete' });
    expect(bodyOf(exchange)).toEqual(bytes);
    expect(exchange.headers).not.toHaveProperty('content-encoding');
    expect(exchange.headers['content-length']).toBe(String(bytes.length));
  });
});

it('a body larger than what is held back is not taken for broken', async () => {
  const bytes = Buffer.from(
    JSON.stringify(encodeBody('openai-chat', { parts: [{ text: 'x'.repeat(18e6) }] })),
  );
  answer = { headers: { 'content-type': 'application/json' }, pieces: [bytes] };
  const exchange = await callGateway(gateway, 'openai-chat');
  expect(exchange).toMatchObject({ status: 200, end: 'complete' });
  expect(bodyOf(exchange).equals(bytes)).toBe(true);
});

it('a body larger than what is held back that breaks passes for whole', async () => {
  const bytes = Buffer.alloc(18_000_000, ' ');
  const headers = {
    'content-type': 'application/json',
    'content-length': String(bytes.length + 10),
    connection: 'close',
  };
  answer = { headers, pieces: [bytes] };
  const count = gateway.records.length + 1;
  const exchange = await callGateway(gateway, 'openai-chat');
  expect(exchange.status).toBe(200);
  expect(['fin', 'reset']).toContain(exchange.end);
  expect(await gateway.waitForRecord(count)).toMatchObject({
    outcome: 'failed',
    failure: { kind: 'truncated' },
  });
});

it.each(STREAM_CASES.filter(({ framing }) => framing === 'sse'))(
  '$protocol: a stream that calls itself text/plain is not read as one',
  async (streamCase) => {
    const bytes = encodeDressed(streamCase, LONG_REPLY, { ...PLAIN, comments: true });
    answer = { headers: { 'content-type': 'text/plain' }, pieces: cut(bytes, CUTS) };
    const count = gateway.records.length + 1;
    const exchange = await callGateway(gateway, streamCase.protocol, { stream: true });
    expect(exchange).toMatchObject({ status: 200, end: 'complete' });
    expect(exchange.headers['content-type']).toContain('text/event-stream');
    expect(bodyOf(exchange)).toEqual(bytes);
    expect(await gateway.waitForRecord(count)).toMatchObject({ outcome: 'success' });
  },
);

describe.each(STREAM_CASES)('$protocol, $framing: a stream', (streamCase) => {
  const { protocol, framing } = streamCase;

  it.each(ENCODINGS)('in $encoding reaches the client packed or cut', async ({ encoding, compress }) => {
    const bytes = encodeDressed(streamCase, LONG_REPLY, PLAIN);
    answer = {
      headers: { 'content-type': contentType(framing), 'content-encoding': encoding },
      pieces: cut(await compress(bytes), CUTS),
    };
    const count = gateway.records.length + 1;
    const exchange = await callGateway(gateway, protocol, { stream: true, framing });
    expect(exchange).toMatchObject({ status: 200, end: 'complete' });
    expect(bodyOf(exchange)).toEqual(bytes);
    expect(exchange.headers).not.toHaveProperty('content-encoding');
    expect(await gateway.waitForRecord(count)).toMatchObject({
      outcome: 'success',
      usage: { input: 25, output: 12 },
    });
  });

  it.each(ENCODINGS)('in $encoding that is cut passes for whole', async ({ encoding, compress }) => {
    const packed = await compress(encodeDressed(streamCase, LONG_REPLY, PLAIN));
    answer = {
      headers: { 'content-type': contentType(framing), 'content-encoding': encoding },
      pieces: [packed.subarray(0, packed.length / 2)],
    };
    const count = gateway.records.length + 1;
    await callGateway(gateway, protocol, { stream: true, framing });
    expect(await gateway.waitForRecord(count)).toMatchObject({ outcome: 'failed' });
  });
});

/** Numbers, escapes, order and white space that JSON.parse would not bring back. */
function oddlyWritten(body: object): Buffer {
  const odd = '"x_big" : 12345678901234567890, "x_dup":1,"x_dup":2.0, "x_esc":"\\u0041\\/é", "x_exp":1E+2';
  return Buffer.from(`\n {\t${odd} , ${JSON.stringify(body).slice(1)} \r\n`);
}
