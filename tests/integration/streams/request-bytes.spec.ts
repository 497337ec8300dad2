import { promisify } from 'node:util';
import { brotliCompress, deflate, gzip, zstdCompress } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { encodeBody } from '#tests/support/fake-provider/index';
import { startTestGateway, testChannel, type TestGateway } from '#tests/support/gateway/start-test-gateway';
import { callGateway, describeCall, PROTOCOLS } from '../failover/support/call-gateway';
import { startUpstream, type SeenRequest, type Upstream } from './support/start-upstream';

const ENCODINGS = [
  { encoding: 'gzip', compress: promisify(gzip) },
  { encoding: 'deflate', compress: promisify(deflate) },
  { encoding: 'br', compress: promisify(brotliCompress) },
  { encoding: 'zstd', compress: promisify(zstdCompress) },
] as const;

/** What JSON.parse and JSON.stringify would not bring back. */
const ODD =
  '"big":12345678901234567890123, "dup" : 1,"dup":-0.0,"exp":1E+02, "esc":"\\u0041\\ud83d\\ude42\\/é🙂", "nested":{"model":"keep","stream":false}';

let upstream: Upstream;
let gateway: TestGateway;

beforeAll(async () => {
  upstream = await startUpstream((request, response) => {
    const protocol = PROTOCOLS.find((name) => request.headers['x-test-protocol'] === name) ?? 'openai-chat';
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(encodeBody(protocol, { parts: [{ text: 'ok' }] })));
  });
  gateway = await startTestGateway();
});
beforeEach(() => {
  configure({});
});
afterAll(async () => {
  await gateway.close();
  await upstream.close();
});

function configure(modelMapping: Record<string, string>): void {
  gateway.configure({
    channels: PROTOCOLS.map((protocol) =>
      testChannel({ id: protocol, protocol, baseUrl: upstream.url, modelMapping }),
    ),
  });
}

async function send(
  protocol: (typeof PROTOCOLS)[number],
  body: Buffer | string,
  headers: Record<string, string> = {},
): Promise<SeenRequest> {
  const exchange = await callGateway(gateway, protocol, {
    body,
    headers: { 'x-test-protocol': protocol, ...headers },
  });
  expect(exchange).toMatchObject({ status: 200, end: 'complete' });
  const seen = upstream.requests.at(-1);
  if (seen === undefined) throw new Error('nothing reached the upstream');
  return seen;
}

/** A valid body, written as no library writes it. The model stands between two odd members, `model` twice. */
function oddBody(model: string): string {
  return `{\n\t${ODD} ,"model" :"${model}"\r\n,  "mod\\u0065l":"${model}", "messages":[ {"role":"user","content":"hi" } ] }\n`;
}

describe.each(PROTOCOLS)('%s: a request', (protocol) => {
  it('is parsed and written again on its way', async () => {
    const body = oddBody('test-model');
    expect((await send(protocol, body)).body.toString()).toBe(body);
  });

  it('loses more than the model’s name when that is mapped', async () => {
    configure({ 'test-model': 'upstream/"model" 5' });
    const seen = await send(protocol, oddBody('test-model'));
    if (protocol === 'gemini') {
      expect(seen.body.toString()).toBe(oddBody('test-model'));
      expect(seen.url).toBe('/v1beta/models/upstream/%22model%22%205:generateContent');
    } else {
      expect(seen.body.toString()).toBe(oddBody('upstream/\\"model\\" 5'));
    }
  });

  it.each(ENCODINGS)('in $encoding is unpacked though nothing changes', async ({ encoding, compress }) => {
    const packed = await compress(oddBody('test-model'));
    const seen = await send(protocol, packed, { 'content-encoding': encoding });
    expect(seen.body).toEqual(packed);
    expect(seen.headers['content-encoding']).toBe(encoding);
    expect(seen.headers['content-length']).toBe(String(packed.length));
  });

  it.each(ENCODINGS)('in $encoding keeps its label after a mapping', async ({ encoding, compress }) => {
    configure({ 'test-model': 'other' });
    const packed = await compress(oddBody('test-model'));
    const seen = await send(protocol, packed, { 'content-encoding': encoding });
    if (protocol === 'gemini') {
      expect(seen.body).toEqual(packed);
      expect(seen.headers['content-encoding']).toBe(encoding);
    } else {
      expect(seen.body.toString()).toBe(oddBody('other'));
      expect(seen.headers).not.toHaveProperty('content-encoding');
    }
  });

  it('loses headers of its own, or passes on those of the connection', async () => {
    // As bytes: with text node:http's own client writes the headers in that text's encoding.
    const seen = await send(protocol, Buffer.from(oddBody('test-model')), {
      'anthropic-beta': 'a-2025-01-01,b',
      'x-unknown': 'kept, as is; é',
      'user-agent': 'agent/1.2 (test)',
      connection: 'keep-alive, x-mine',
      'x-mine': 'for the gateway only',
      te: 'trailers',
      cookie: 'a=b',
      'x-routex-session': 'control',
    });
    expect(seen.headers).toMatchObject({
      'anthropic-beta': 'a-2025-01-01,b',
      'x-unknown': 'kept, as is; é',
      'user-agent': 'agent/1.2 (test)',
      'content-type': 'application/json',
    });
    for (const name of ['x-mine', 'te', 'cookie', 'x-routex-session', 'authorization', 'x-goog-api-key'])
      expect(seen.headers).not.toHaveProperty(name);
  });
});

it('a query that is decoded and encoded again, or that still holds a key', async () => {
  const { body } = describeCall('anthropic-messages');
  const url = `${gateway.url}/v1/messages?beta=true&x=%20a+b&x=%C3%A9&key=${gateway.token}&empty=`;
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-test-protocol': 'anthropic-messages' },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(200);
  expect(upstream.requests.at(-1)?.url).toBe('/v1/messages?beta=true&x=%20a+b&x=%C3%A9&empty=');
});

describe('any JSON object', () => {
  const space = fc.string({ unit: fc.constantFrom(' ', '\n', '\t', '\r'), maxLength: 3 });
  const member = fc
    .tuple(fc.string({ unit: 'binary', maxLength: 12 }), fc.jsonValue({ maxDepth: 3 }), space)
    .filter(([key]) => key !== 'model' && key !== 'stream')
    .map(
      ([key, value, gap]) => `${JSON.stringify(key)}${gap}:${gap}${JSON.stringify(value, null, gap)}${gap}`,
    );

  it('is changed elsewhere than at its model', async () => {
    configure({ mapped: 'upstream-name' });
    const members = fc.array(member, { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(members, members, space, fc.boolean(), async (before, after, gap, isMapped) => {
        const write = (model: string): string =>
          `${gap}{${[...before, `"model"${gap}:${gap}"${model}"`, ...after].join(`${gap},${gap}`)}}${gap}`;
        const seen = await send('openai-chat', write(isMapped ? 'mapped' : 'test-model'));
        expect(seen.body.toString()).toBe(write(isMapped ? 'upstream-name' : 'test-model'));
      }),
      { numRuns: 60 },
    );
  });
});
