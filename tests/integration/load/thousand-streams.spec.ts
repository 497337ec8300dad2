import { once } from 'node:events';
import { Agent, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { encodeStreamEvents } from '#tests/support/fake-provider/index';
import { startBuiltGateway, type BuiltGateway } from '#tests/support/gateway/start-built-gateway';
import { describeCall, tokenHeaders } from '../failover/support/call-gateway';
import { STREAM_CASES, type StreamCase } from '../failover/support/stream-cases';
import { startUpstream, type Upstream } from '../streams/support/start-upstream';

const STREAMS = 1000;
const EVENTS = 24;
/** Two channels for each protocol, told apart by the model they serve. */
const UPSTREAMS = ['model-a', 'model-b'] as const;
const ID = /s\d{4}\./;
const TIME_LIMIT_MS = 150_000;

interface Stream {
  /** Stands in every event. */
  readonly id: string;
  readonly index: number;
  readonly streamCase: StreamCase;
  readonly model: (typeof UPSTREAMS)[number];
  /** What the upstream has said, and no other may say. */
  readonly bytes: readonly Buffer[];
}

function planStreams(): Stream[] {
  return Array.from({ length: STREAMS }, (_, index) => {
    const id = `s${String(index).padStart(4, '0')}.`;
    const streamCase = STREAM_CASES[index % STREAM_CASES.length] ?? STREAM_CASES[0];
    if (streamCase === undefined) throw new Error('no stream cases');
    const { protocol, framing } = streamCase;
    const reply = {
      parts: [{ text: id.repeat(EVENTS) }],
      chunks: EVENTS,
      usage: { input: 10, output: 20 + index },
    };
    const events = encodeStreamEvents(protocol, reply, { framing });
    const model = UPSTREAMS[Math.floor(index / STREAM_CASES.length) % 2] ?? 'model-a';
    return { id, index, streamCase, model, bytes: events.map(({ text }) => Buffer.from(text)) };
  });
}

/** Says the first half of each stream, waits until all streams have come, and says the rest event by event. */
function createPlayer(streams: readonly Stream[]) {
  const byId = new Map(streams.map((stream) => [stream.id, stream]));
  const arrived = new Set<string>();
  const all = Promise.withResolvers<void>();

  async function play(body: Buffer, model: string, response: ServerResponse): Promise<void> {
    const stream = byId.get(ID.exec(body.toString())?.[0] ?? '');
    if (stream === undefined || stream.model !== model) {
      response.writeHead(500).end('not mine');
      return;
    }
    const type = stream.streamCase.framing === 'sse' ? 'text/event-stream' : 'application/json';
    response.writeHead(200, { 'content-type': type });
    const middle = Math.floor(stream.bytes.length / 2);
    for (const bytes of stream.bytes.slice(0, middle)) response.write(bytes);
    arrived.add(stream.id);
    if (arrived.size === streams.length) all.resolve();
    await all.promise;
    for (const bytes of stream.bytes.slice(middle)) {
      response.write(bytes);
      // oxlint-disable-next-line no-await-in-loop -- a packet each, all streams by turns
      await sleep(0);
    }
    response.end();
  }
  return { play, all: all.promise, arrived };
}

async function addChannels(gateway: BuiltGateway, upstreams: ReadonlyMap<string, Upstream>): Promise<void> {
  const protocols = new Set(STREAM_CASES.map(({ protocol }) => protocol));
  for (const [model, upstream] of upstreams) {
    for (const protocol of protocols) {
      // oxlint-disable-next-line no-await-in-loop -- a handful
      await gateway.addChannel({
        name: `${protocol} ${model}`,
        protocol,
        baseUrl: upstream.url,
        models: [model],
        credentials: [{ kind: 'key', secret: 'fake-key-for-load-tests' }],
      });
    }
  }
}

/** One stream as a client reads it, to its end. */
async function readStream(gateway: BuiltGateway, stream: Stream, agent: Agent): Promise<Buffer> {
  const { protocol, framing } = stream.streamCase;
  const { path, body } = describeCall(protocol, { stream: true, framing, model: stream.model });
  const request = httpRequest(gateway.url + path, {
    method: 'POST',
    agent,
    headers: {
      'content-type': 'application/json',
      'x-session-id': stream.id,
      ...tokenHeaders(protocol, gateway.token),
    },
  });
  request.end(JSON.stringify(body).replace('hello', stream.id));
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
  if (response.statusCode !== 200)
    throw new Error(`${response.statusCode}: ${Buffer.concat(chunks).toString()}`);
  return Buffer.concat(chunks);
}

it(
  'of a thousand streams at a time one loses, repeats or gets another’s bytes',
  async () => {
    const streams = planStreams();
    const player = createPlayer(streams);
    const gateway = await startBuiltGateway();
    const upstreams = new Map<string, Upstream>();
    const agent = new Agent({ keepAlive: false, maxSockets: Infinity });
    onTestFinished(async () => {
      agent.destroy();
      await gateway.stop();
      gateway.remove();
      await Promise.all([...upstreams.values()].map((upstream) => upstream.close()));
    });
    for (const model of UPSTREAMS) {
      // oxlint-disable-next-line no-await-in-loop -- two
      upstreams.set(model, await startUpstream(({ body }, response) => player.play(body, model, response)));
    }
    await addChannels(gateway, upstreams);

    const reading = streams.map((stream) => readStream(gateway, stream, agent));
    await Promise.race([player.all, Promise.all(reading)]);
    const status = (await gateway.api('GET', '/status')) as { activeRequests: number };
    expect(status.activeRequests).toBe(STREAMS);
    const texts = await Promise.all(reading);

    const wrong = streams.filter(
      (stream, index) => texts[index]?.equals(Buffer.concat(stream.bytes)) !== true,
    );
    expect(wrong.map(({ id }) => id)).toEqual([]);
    expect(gateway.problems).toEqual([]);
    expect(await gateway.stop()).toBe(0);

    const rows = gateway.query<{
      session_id: string;
      outcome: string;
      model: string;
      usage_output: number;
      attempts: number;
    }>(
      `SELECT session_id, outcome, model, usage_output,
              json_array_length(attempts) AS attempts
       FROM requests ORDER BY session_id`,
    );
    const expected = streams.map(({ id, index, model }) => {
      return { session_id: id, outcome: 'success', model, usage_output: 20 + index, attempts: 1 };
    });
    expect(rows).toEqual(expected);
  },
  TIME_LIMIT_MS,
);
