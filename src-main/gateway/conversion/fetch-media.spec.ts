import type { RequestListener, ServerResponse } from 'node:http';
import { afterEach, expect, it } from 'vitest';
import { createMediaFetcher, type MediaFetcher, type MediaFetcherOptions } from './fetch-media';
import { PDF, PNG, startMediaServer, type MediaServer } from './testing/start-media-server';

const MINUTE_MS = 60_000;
const MEGABYTE = 1024 * 1024;
const NOT_PUBLIC = { type: 'refused', reason: 'its address is not one of the public internet' };
const png = { type: 'fetched', media: { mediaType: 'image/png', data: PNG.toString('base64') } };

const servers: MediaServer[] = [];
const fetchers: MediaFetcher[] = [];
let now = 1000;

afterEach(async () => {
  await Promise.all(fetchers.splice(0).map((fetcher) => fetcher.close()));
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function serve(answer: RequestListener): Promise<MediaServer> {
  const server = await startMediaServer(answer);
  servers.push(server);
  return server;
}

function createFetcher(options: Partial<MediaFetcherOptions> = {}): MediaFetcher {
  const fetcher = createMediaFetcher({ clock: { monotonic: () => now }, env: {}, ...options });
  fetchers.push(fetcher);
  return fetcher;
}

/** One that may reach the servers of these tests, and nothing else. */
const createLocalFetcher = (): MediaFetcher =>
  createFetcher({ isAllowed: (address) => address === '127.0.0.1' });

const send = (response: ServerResponse, contentType: string | null, body: Buffer): void => {
  if (contentType !== null) response.setHeader('content-type', contentType);
  response.end(body);
};
const sendPng: RequestListener = (_request, response) => send(response, 'image/png', PNG);

it.each([
  ['an image', 'image/png', PNG, 'image/png'],
  ['a PDF', 'application/pdf', PDF, 'application/pdf'],
  ['an image of a server that does not know', 'application/octet-stream', PNG, 'image/png'],
  ['a PDF of a server that does not say', null, PDF, 'application/pdf'],
])('fetches %s', async (_name, contentType, body, mediaType) => {
  const server = await serve((_request, response) => send(response, contentType, body));
  expect(await createLocalFetcher().fetch(`${server.url}/a?b=c`)).toEqual({
    type: 'fetched',
    media: { mediaType, data: body.toString('base64') },
  });
  expect(server.requests[0]?.url).toBe('/a?b=c');
});

it('sends no credentials, not even those in the address', async () => {
  const server = await serve(sendPng);
  await createLocalFetcher().fetch(`http://user:secret@127.0.0.1:${server.port}/`);
  expect(server.requests[0]?.headers).toEqual({
    host: `127.0.0.1:${server.port}`,
    connection: 'keep-alive',
    accept: 'image/*, application/pdf',
    'accept-encoding': 'identity',
    'user-agent': 'Routex',
  });
});

const answer =
  (status: number, headers: Record<string, string>, body = ''): RequestListener =>
  (_request, response) =>
    response.writeHead(status, headers).end(body);

it.each([
  [
    'a page',
    answer(200, { 'content-type': 'text/html' }, '<p>'),
    'it is text/html, and neither an image nor a PDF',
  ],
  ['something unknown', answer(200, {}, 'hello'), 'it is neither an image nor a PDF'],
  ['nothing', answer(200, { 'content-type': 'image/png' }), 'it is empty'],
  ['what is not there', answer(404, { 'content-type': 'image/png' }, 'no'), 'its server answered 404'],
  [
    'what unfolds',
    answer(200, { 'content-type': 'image/png', 'content-encoding': 'gzip' }, 'x'),
    'its server sent it compressed',
  ],
  ['a redirect to nowhere', answer(302, {}), 'its server redirects to nowhere'],
  [
    'a redirect to a file',
    answer(302, { location: 'file:///etc/passwd' }),
    'its address is not one of http or https',
  ],
])('refuses %s', async (_name, listener, reason) => {
  const server = await serve(listener);
  expect(await createLocalFetcher().fetch(server.url)).toEqual({ type: 'refused', reason });
});

it('an answer that breaks off is no image', async () => {
  const server = await serve((_request, response) => {
    response.writeHead(200, { 'content-type': 'image/png', 'content-length': '1000' });
    response.write(PNG, () => response.destroy());
  });
  expect(await createLocalFetcher().fetch(server.url)).toMatchObject({ type: 'refused' });
});

it('follows three redirects, and no fourth', async () => {
  const server = await serve((request, response) => {
    const left = Number(request.url?.slice(1));
    if (left === 0) sendPng(request, response);
    else response.writeHead(302, { location: `/${left - 1}` }).end();
  });
  const fetcher = createLocalFetcher();
  expect(await fetcher.fetch(`${server.url}/3`)).toEqual(png);
  expect(await fetcher.fetch(`${server.url}/4`)).toEqual({
    type: 'refused',
    reason: 'its server redirects more than 3 times',
  });
});

it.each(['http://[::ffff:127.0.0.1]:PORT/', 'http://127.0.0.2:PORT/', 'http://2130706434:PORT/'])(
  'case 39: a redirect to %s is looked at like any address',
  async (location) => {
    const server = await serve((request, response) => {
      if (request.url !== '/start') sendPng(request, response);
      else response.writeHead(302, { location: location.replace('PORT', String(server.port)) }).end();
    });
    expect(await createLocalFetcher().fetch(`${server.url}/start`)).toEqual(NOT_PUBLIC);
    expect(server.requests).toHaveLength(1);
  },
);

it.each([
  'http://127.0.0.1:PORT/',
  'http://127.1:PORT/',
  'http://0x7f000001:PORT/',
  'http://127.0.0.1.:PORT/',
  'http://0:PORT/',
  'http://[::1]:PORT/',
  'http://[::ffff:7f00:1]:PORT/',
  'http://[64:ff9b::7f00:1]:PORT/',
  'http://169.254.169.254/latest/meta-data/',
  'http://[fd00:ec2::254]/latest/meta-data/',
  'http://192.168.0.1/',
  // Names, which are known when they are connected to.
  'http://localhost:PORT/',
  'https://localhost:PORT/',
])('case 39: %s is refused without a connection', async (address) => {
  const server = await serve(sendPng);
  expect(await createFetcher().fetch(address.replace('PORT', String(server.port)))).toEqual(NOT_PUBLIC);
  expect(server.accepted).toBe(0);
});

it('a name is refused when only one of its addresses is not allowed', async () => {
  const seen: string[] = [];
  const server = await serve(sendPng);
  const fetcher = createFetcher({
    isAllowed: (address) => {
      seen.push(address);
      return address !== '127.0.0.1';
    },
  });
  expect(await fetcher.fetch(`http://localhost:${server.port}/`)).toEqual(NOT_PUBLIC);
  expect(seen).toContain('127.0.0.1');
  expect(server.accepted).toBe(0);
});

it('connects to a name whose addresses are allowed', async () => {
  const server = await serve(sendPng);
  const fetcher = createFetcher({ isAllowed: () => true });
  expect(await fetcher.fetch(`http://localhost:${server.port}/`)).toEqual(png);
});

it.each(['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'])(
  'fetches nothing past the proxy that %s names',
  async (name) => {
    const server = await serve(sendPng);
    const fetcher = createFetcher({ env: { [name]: 'http://proxy.test:3128' }, isAllowed: () => true });
    expect(await fetcher.fetch(server.url)).toMatchObject({
      reason: expect.stringContaining('proxy') as string,
    });
    expect(server.accepted).toBe(0);
  },
);

it('case 39: what says to be larger than 20 MB is not read', async () => {
  const server = await serve((_request, response) => {
    response.writeHead(200, { 'content-type': 'image/png', 'content-length': String(20 * MEGABYTE + 1) });
    response.flushHeaders();
  });
  expect(await createLocalFetcher().fetch(server.url)).toEqual({
    type: 'refused',
    reason: 'it is larger than 20 MB',
  });
});

it('case 39: what turns out to be larger than 20 MB is not read to its end', async () => {
  const chunk = Buffer.alloc(MEGABYTE, 1);
  let sent = 0;
  const { promise: left, resolve: leave } = Promise.withResolvers<void>();
  const server = await serve((_request, response) => {
    response.on('close', leave);
    response.writeHead(200, { 'content-type': 'image/png' });
    const write = (): void => {
      if (response.destroyed || sent >= 200 * MEGABYTE) return;
      sent += chunk.length;
      response.write(chunk, write);
    };
    write();
  });
  expect(await createLocalFetcher().fetch(server.url)).toEqual({
    type: 'refused',
    reason: 'it is larger than 20 MB',
  });
  await left;
  expect(sent).toBeLessThan(60 * MEGABYTE);
});

it('takes exactly 20 MB', async () => {
  const body = Buffer.alloc(20 * MEGABYTE, 1);
  const server = await serve((_request, response) => send(response, 'image/png', body));
  expect(await createLocalFetcher().fetch(server.url)).toMatchObject({ type: 'fetched' });
});

it('fetches five at a time', async () => {
  let open = 0;
  let most = 0;
  const server = await serve((request, response) => {
    open += 1;
    most = Math.max(most, open);
    setTimeout(() => {
      open -= 1;
      sendPng(request, response);
    }, 5);
  });
  const fetcher = createLocalFetcher();
  const urls = Array.from({ length: 30 }, (_, index) => `${server.url}/${index}`);
  const results = await Promise.all(urls.map((url) => fetcher.fetch(url)));
  expect(results).toEqual(urls.map(() => png));
  expect(most).toBe(5);
});

it('remembers what it got for ten minutes, and what it did not get for one', async () => {
  const server = await serve((request, response) => {
    if (request.url === '/a') sendPng(request, response);
    else response.writeHead(500).end();
  });
  const fetcher = createLocalFetcher();
  const fetchBoth = async (): Promise<(string | undefined)[]> => {
    const before = server.requests.length;
    await fetcher.fetch(`${server.url}/a`);
    await fetcher.fetch(`${server.url}/b`);
    return server.requests.slice(before).map(({ url }) => url);
  };
  expect(await fetchBoth()).toEqual(['/a', '/b']);
  expect(await fetchBoth()).toEqual([]);
  now += MINUTE_MS + 1000;
  expect(await fetchBoth()).toEqual(['/b']);
  now += 10 * MINUTE_MS;
  expect(await fetchBoth()).toEqual(['/a', '/b']);
});

it('stops when nobody waits any more, and does not hold that against the server', async () => {
  let silent = true;
  const { promise: left, resolve: leave } = Promise.withResolvers<void>();
  const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
  const server = await serve((request, response) => {
    if (!silent) return sendPng(request, response);
    response.on('close', leave);
    ask();
  });
  const fetcher = createLocalFetcher();
  const leaving = new AbortController();
  const given = fetcher.fetch(server.url, leaving.signal);
  await asked;
  leaving.abort();
  expect(await given).toEqual({ type: 'refused', reason: 'it did not come in time' });
  await left;
  silent = false;
  expect(await fetcher.fetch(server.url)).toEqual(png);
});

it.each([
  ['says nothing', (): void => undefined],
  ['stops in the middle', (response: ServerResponse) => void response.write(PNG)],
])('gives a server up that %s', async (_name, begin) => {
  const { promise: left, resolve: leave } = Promise.withResolvers<void>();
  const server = await serve((_request, response) => {
    response.on('close', leave);
    begin(response);
  });
  const fetcher = createFetcher({ isAllowed: () => true, timeLimitMs: 50 });
  expect(await fetcher.fetch(server.url)).toEqual({ type: 'refused', reason: 'it did not come in time' });
  await left;
});

it('is closed with whatever runs, and begins anew', async () => {
  let silent = true;
  const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
  const server = await serve((request, response) => {
    if (silent) ask();
    else sendPng(request, response);
  });
  const fetcher = createLocalFetcher();
  const given = fetcher.fetch(`${server.url}/a`);
  await asked;
  await fetcher.close();
  expect(await given).toMatchObject({ type: 'refused' });
  silent = false;
  expect(await fetcher.fetch(`${server.url}/b`)).toEqual(png);
});

it.each([
  ['http://', 'its address is not valid'],
  [`http://media.example/${'a'.repeat(9000)}`, 'its address is too long'],
])('refuses an address that is none: %.20s', async (address, reason) => {
  expect(await createFetcher().fetch(address)).toEqual({ type: 'refused', reason });
});
