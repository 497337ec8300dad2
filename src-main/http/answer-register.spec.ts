import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { createAnswerRegister } from './answer-register';

/** A server whose answers the test gives, in the order they were asked for. */
async function openServer(options: Parameters<typeof createAnswerRegister>[0] = { isSignedIn: () => true }) {
  const register = createAnswerRegister(options);
  const waiting: ((response: ServerResponse) => void)[] = [];
  const server = createServer((request, response) => {
    register.add(response, request.headers.cookie ?? null);
    waiting.shift()?.(response);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const ask = async (cookie?: string) => {
    const { promise, resolve } = Promise.withResolvers<ServerResponse>();
    waiting.push(resolve);
    const answer = fetch(url, cookie === undefined ? {} : { headers: { cookie } });
    // A cut connection is looked at later.
    answer.catch(() => {});
    return { response: await promise, answer };
  };
  return { register, ask };
}

it('waits for an answer that has not begun, and not for a stream that has', async () => {
  const { register, ask } = await openServer();
  const stream = await ask();
  stream.response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
  const { response, answer } = await ask();
  let settled = false;
  const waited = register.settled().then(() => (settled = true));
  await new Promise((resolve) => {
    setTimeout(resolve, 50);
  });
  expect(settled).toBe(false);
  response.end('done');
  await waited;
  expect(await (await answer).text()).toBe('done');
  expect(stream.response.writableEnded).toBe(false);
});

it('is settled at once when nothing is under way', async () => {
  await expect(createAnswerRegister({ isSignedIn: () => true }).settled()).resolves.toBeUndefined();
});

it('does not wait for ever', async () => {
  const { register, ask } = await openServer();
  const { response } = await ask();
  await register.settled();
  expect(response.headersSent).toBe(false);
});

it('cuts what one session receives, and nothing of others', async () => {
  const { register, ask } = await openServer();
  const mine = await ask('mine');
  const other = await ask('other');
  const token = await ask();
  register.cut('mine');
  await expect(mine.answer).rejects.toThrow('fetch failed');
  other.response.end();
  token.response.end();
  expect([(await other.answer).status, (await token.answer).status]).toEqual([200, 200]);
});

it('ends what is sent to a session that holds no more, and nothing else', async () => {
  const gone = new Set<string>();
  const { ask } = await openServer({ isSignedIn: (session) => !gone.has(session), checkMs: 5 });
  const asked = [await ask('a'), await ask('b'), await ask()];
  const closed: number[] = [];
  for (const [index, { response }] of asked.entries()) response.once('close', () => closed.push(index));
  gone.add('a');
  await expect.poll(() => closed).toEqual([0]);
});
