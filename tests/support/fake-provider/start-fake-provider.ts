import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { answerRequest } from './answer-request';
import { createQueue } from './create-queue';
import { createRequestLog } from './create-request-log';
import type { FakeProvider, FakeProviderOptions } from './fake-provider';
import type { Misbehaviour } from './misbehaviours/misbehaviour';
import { DEFAULT_MODELS } from './model-lists';
import { readConversation } from './read-conversation';
import type { RecordedRequest } from './recorded-request';
import { FAKE_SIGNATURE } from './reply';
import type { Reply, ReplySource } from './reply';

export const FAKE_KEY = 'fake-key-0000000000000001';

const WAIT_TIMEOUT_MS = 5000;
// Longer than any test: an idle connection that the server closes just as a client reuses it makes tests flaky.
const KEEP_ALIVE_TIMEOUT_MS = 120_000;
const ECHO_LENGTH = 200;

/** A provider on a free loopback port that speaks the four protocols, and misbehaves on demand. */
export async function startFakeProvider(options: FakeProviderOptions = {}): Promise<FakeProvider> {
  const { key = FAKE_KEY, strict = true, signature = FAKE_SIGNATURE, onRequest } = options;
  const keys = typeof key === 'string' ? [key] : key;
  const log = createRequestLog();
  const replies = createQueue<ReplySource, RecordedRequest>();
  const behaviours = createQueue<readonly Misbehaviour[], RecordedRequest>();
  const errors: unknown[] = [];
  const sockets = new Set<Socket>();
  const closing = new AbortController();
  let accepted = 0;
  let answered = 0;
  let origin = 'http://127.0.0.1';

  const server = createServer((req, res) => {
    answered += 1;
    const state = {
      origin,
      ordinal: answered,
      log,
      models: { ...DEFAULT_MODELS, ...options.models },
      checks: { keys, strict, signature },
      closing: closing.signal,
      onRequest,
      takeReply: (request: RecordedRequest) => replies.take(request) ?? echo,
      takeMisbehaviours: (request: RecordedRequest) => behaviours.take(request) ?? [],
      reportError: (error: unknown) => void errors.push(error),
    };
    void answerRequest(req, res, state);
  });
  server.keepAliveTimeout = KEEP_ALIVE_TIMEOUT_MS;
  server.on('connection', (socket) => {
    accepted += 1;
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  origin = `http://127.0.0.1:${port}`;

  return {
    url: origin,
    port,
    key: keys?.[0] ?? FAKE_KEY,
    requests: log.requests,
    errors,
    get connections() {
      return { accepted, open: sockets.size };
    },
    reply: (source, { times = 1 } = {}) => replies.add(source, { times }),
    replyAlways: (source) => replies.add(source ?? echo),
    behave(misbehaviour, queueOptions) {
      if (misbehaviour === null) behaviours.clear();
      else behaviours.add([misbehaviour].flat(), { only: isNoProbe, ...queueOptions });
    },
    waitForRequests: (count, timeoutMs = WAIT_TIMEOUT_MS) =>
      log.waitFor(`request number ${count}`, () => log.requests[count - 1], timeoutMs),
    waitForAbort: (index, timeoutMs = WAIT_TIMEOUT_MS) => {
      const find = () =>
        log.requests.find((request) => request.aborted && request.index === (index ?? request.index));
      return log.waitFor(`the client to abort request ${index ?? '(any)'}`, find, timeoutMs);
    },
    clear() {
      log.clear();
      replies.clear();
      behaviours.clear();
      errors.length = 0;
    },
    async close() {
      if (closing.signal.aborted) return;
      closing.abort();
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function echo(request: RecordedRequest): Reply {
  const { lastUserText } = readConversation(request);
  return { parts: [{ text: `You said: ${lastUserText.slice(0, ECHO_LENGTH)}` }] };
}

/** Agents probe whenever they like; a probe must not use up a misbehaviour meant for a request. */
function isNoProbe(request: RecordedRequest): boolean {
  return request.endpoint.kind !== 'probe';
}
