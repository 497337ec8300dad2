import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readJsonBody, type JsonBody } from './read-json-body';

const JSON_TYPE = { 'content-type': 'application/json' };
const MEBIBYTE = 1024 * 1024;

/** What is made of a body that comes over a socket. Without a length it is sent in chunks. */
async function readSent(
  body: string | Buffer,
  { method = 'POST', headers = JSON_TYPE }: { method?: string; headers?: Record<string, string> } = {},
): Promise<JsonBody | null> {
  const { promise: read, resolve, reject } = Promise.withResolvers<JsonBody | null>();
  const server = createServer((received, response) => {
    readJsonBody(received).then(resolve, reject);
    void read.finally(() => response.end());
  });
  await new Promise<void>((listening) => {
    server.listen(0, '127.0.0.1', listening);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const sent = request({ port, host: '127.0.0.1', method, headers });
  sent.on('error', () => {});
  sent.on('response', (response) => response.resume());
  sent.end(body);
  return read;
}

const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

describe('readJsonBody', () => {
  it.each<[string, unknown]>([
    ['{"name":"渠道"}', { name: '渠道' }],
    ['[1]', [1]],
    ['null', null],
    ['', {}],
    ['\ufeff{"a":1}', { a: 1 }],
    [nested(64), expect.any(Array)],
  ])('reads %s', async (text, body) => {
    expect(await readSent(text)).toEqual({ body });
  });

  it.each<[string, string | Buffer, number]>([
    ['broken JSON', '{"secret":"fake-secret" oops', 400],
    ['bytes that are no UTF-8', Buffer.from([0x22, 0xc3, 0x28, 0x22]), 400],
    ['nesting that would end a stack', nested(100_000), 400],
    ['nesting beyond any input', nested(66), 400],
    ['more than fits', `"${'x'.repeat(MEBIBYTE)}"`, 413],
  ])('refuses %s, and repeats nothing of it', async (_, text, status) => {
    const read = await readSent(text);
    expect(read).toMatchObject({ refusal: { status } });
    expect(JSON.stringify(read)).not.toContain('fake-secret');
  });

  it('refuses more than was announced to fit before it arrives', async () => {
    const headers = { ...JSON_TYPE, 'content-length': String(2 * MEBIBYTE) };
    expect(await readSent('{', { headers })).toMatchObject({ refusal: { status: 413 } });
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/jsonx',
  ])('refuses %s, which a form of a foreign page could send too', async (type) => {
    expect(await readSent('{}', { headers: { 'content-type': type } })).toMatchObject({
      refusal: { status: 415 },
    });
  });

  it('does not wait for what comes with a GET', async () => {
    expect(await readSent('{', { method: 'GET', headers: { 'content-length': '5' } })).toEqual({ body: {} });
  });
});
