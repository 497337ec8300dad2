import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ProtocolId } from '#shared/domain/protocol';
import { settingsSchema } from '#shared/domain/settings';
import {
  cutAfterEvents,
  failWith,
  hangAfterHeaders,
  hangBeforeHeaders,
  htmlPage,
  redirect,
  respondRaw,
  startFakeProvider,
  UNKNOWN_MODEL,
  type FakeProvider,
  type Misbehaviour,
} from '#tests/support/fake-provider/index';
import { testChannel as createChannel } from '#tests/support/gateway/start-test-gateway';
import type { GatewayChannel } from '../ports';
import type { TestGoal, TestStage } from '#shared/domain/channel-test';
import { testChannel } from './test-channel';
import { createUpstreamClient, type UpstreamClient } from './upstream-client';

const PROTOCOLS = ['anthropic-messages', 'openai-chat', 'openai-responses', 'gemini'] as const;
const WRONG_KEY = 'fake-key-that-nobody-knows';
/** Nothing listens here. */
const NOWHERE = 'http://127.0.0.1:9';

/** By stage: o(k), f(ailed), s(kipped). */
type Stages = 'ooo' | 'oof' | 'ofs' | 'osf' | 'oss' | 'fss' | 'sss';

let provider: FakeProvider;
let upstreams: UpstreamClient;

beforeAll(async () => {
  provider = await startFakeProvider();
  upstreams = createUpstreamClient({ connectTimeoutMs: 1000 });
});
afterEach(() => {
  provider.clear();
});
afterAll(async () => {
  await upstreams.destroy();
  await provider.close();
});

function channelOf(change: Partial<GatewayChannel> & { key?: string | null } = {}): GatewayChannel {
  const { key = provider.key, ...rest } = change;
  return createChannel({
    protocol: 'openai-chat',
    baseUrl: provider.url,
    ...(key !== null && { key }),
    ...rest,
  });
}

async function run(
  channel: GatewayChannel,
  options: {
    model?: string;
    goal?: TestGoal;
    signal?: AbortSignal;
    onStage?: (stage: TestStage) => void;
  } = {},
) {
  const { timeouts } = settingsSchema.parse({ timeouts: { streamHeadersMs: 400, idleMs: 400 } });
  const result = await testChannel(channel, {
    ...options,
    upstreams,
    timeouts,
    clock: { now: () => Date.now(), monotonic: () => performance.now() },
    redact: (text) => text.replaceAll('fake-secret', '[masked]'),
    userCode: null,
    onFault: (cause) => {
      throw cause;
    },
  });
  const stages = result.stages.map(({ status }) => status.charAt(0)).join('') as Stages;
  return { ...result, stages };
}

/** The ways to a model: the channel names one, or its upstream is asked for what it has. */
const WAYS = [
  ['a model of its own', ['some-model']],
  ['any model', ['*']],
] as const;

describe.each(PROTOCOLS)('a %s channel that works', (protocol: ProtocolId) => {
  it.each(WAYS)('with %s', async (_, models) => {
    const result = await run(channelOf({ protocol, models: [...models] }));
    expect(result).toMatchObject({ ok: true, stages: 'ooo', cause: null, failure: null, status: 200 });
    expect(result.firstTokenMs).toBeGreaterThan(0);
    // The upstream's list offers a small one.
    expect(result.model).toMatch(models[0] === '*' ? /mini|haiku|flash/ : /^some-model$/);
  });
});

describe.each(WAYS)('what is wrong with a channel with %s', (_, models) => {
  const broken: [string, Misbehaviour, object][] = [
    ['the place or the account', failWith('permission'), { cause: 'blocked', stages: 'ofs', status: 403 }],
    ['the account’s quota', failWith('quota'), { cause: 'quota', stages: 'oof', status: 429 }],
    ['the rate', failWith('rate_limit'), { cause: 'rate_limit', stages: 'oof', status: 429 }],
    ['the load', failWith('overloaded'), { cause: 'overloaded', stages: 'oof', status: 503 }],
    ['a fault', failWith('server_error'), { cause: 'upstream_error', stages: 'oof', status: 500 }],
    ['a web page', htmlPage(200), { cause: 'wrong_base_url', stages: 'osf', status: 200 }],
    ['a redirect', redirect({ to: NOWHERE }), { cause: 'wrong_base_url', stages: 'osf', status: 307 }],
    ['silence', hangBeforeHeaders(), { cause: 'timeout', stages: 'fss', status: null }],
    ['silence after the headers', hangAfterHeaders(), { cause: 'timeout', stages: 'oof', status: 200 }],
  ];
  it.each(broken)('%s', async (_title, misbehaviour, expected) => {
    provider.behave(misbehaviour);
    expect(await run(channelOf({ models: [...models] }))).toMatchObject({ ok: false, ...expected });
  });

  it.each(PROTOCOLS)('a wrong or missing key (%s)', async (protocol) => {
    const base = { protocol, models: [...models] };
    expect(await run(channelOf({ ...base, key: WRONG_KEY }))).toMatchObject({
      cause: 'bad_key',
      stages: 'ofs',
      status: 401,
      failure: { kind: 'auth', message: 'Incorrect API key provided.' },
    });
    expect(await run(channelOf({ ...base, key: null }))).toMatchObject({ cause: 'no_key', stages: 'ofs' });
  });

  it('no key, in Google’s words', async () => {
    provider.behave(failWith('permission'));
    expect(await run(channelOf({ models: [...models], key: null }))).toMatchObject({
      cause: 'no_key',
      stages: 'ofs',
    });
  });

  it('the address', async () => {
    expect(await run(channelOf({ models: [...models], baseUrl: NOWHERE }))).toMatchObject({
      cause: 'unreachable',
      stages: 'fss',
      status: null,
      failure: { kind: 'unreachable', message: expect.stringContaining('ECONNREFUSED') },
    });
  });

  it('does not repeat a secret', async () => {
    const message = `No entry for ${WRONG_KEY} of fake-secret.`;
    provider.behave(failWith('auth', { message }));
    const result = await run(channelOf({ models: [...models], key: WRONG_KEY }));
    expect(result.failure?.message).toBe('No entry for [redacted] of [masked].');
  });

  it('is not asked when somebody left', async () => {
    const result = await run(channelOf({ models: [...models] }), { signal: AbortSignal.abort() });
    expect(result).toMatchObject({ ok: false, failure: { kind: 'cancelled' } });
  });
});

describe('a request that fails after its model was found', () => {
  const onlyGenerate = {
    only: ({ endpoint }: { endpoint: { kind: string } }) => endpoint.kind === 'generate',
  };

  it('no such model', async () => {
    expect(await run(channelOf(), { model: UNKNOWN_MODEL })).toMatchObject({
      cause: 'no_such_model',
      model: UNKNOWN_MODEL,
      stages: 'oof',
      status: 404,
    });
  });

  it.each([
    ['the API’s own words', respondRaw(404, '{"error":{"message":"Unknown request URL."}}')],
    ['a web page', htmlPage(404)],
    ['another method', respondRaw(405, '')],
  ])('nothing at the address, in %s', async (_, misbehaviour) => {
    provider.behave(misbehaviour);
    expect(await run(channelOf(), { model: 'some-model' })).toMatchObject({
      cause: 'wrong_base_url',
      stages: 'osf',
    });
  });

  it('a stream that breaks', async () => {
    provider.behave(cutAfterEvents(2), onlyGenerate);
    expect(await run(channelOf())).toMatchObject({
      cause: 'upstream_error',
      failure: { kind: 'truncated' },
      stages: 'oof',
      status: 200,
    });
  });
});

describe('an upstream that answers, but tells no models', () => {
  it.each([
    ['nothing there', respondRaw(404, '{"error":{"message":"Unknown request URL."}}')],
    ['a web page that says so', htmlPage(404)],
    ['another method', respondRaw(405, '')],
    ['an empty list', respondRaw(200, '{"object":"list","data":[]}')],
    ['no list', respondRaw(200, '"hello"')],
    ['no JSON', respondRaw(200, 'hello')],
    ['models that do not chat', respondRaw(200, '{"data":[{"id":"text-embedding-x"}]}')],
  ])('%s: somebody has to name one', async (_, misbehaviour) => {
    provider.behave(misbehaviour);
    expect(await run(channelOf())).toMatchObject({
      ok: false,
      cause: 'no_such_model',
      model: null,
      stages: 'oss',
      failure: { message: expect.stringContaining('Name one') },
    });
  });

  it('an error with a status that says all is well is an error', async () => {
    provider.behave(
      respondRaw(200, '{"error":{"message":"Incorrect API key provided","code":"invalid_api_key"}}'),
    );
    expect(await run(channelOf())).toMatchObject({ cause: 'bad_key', stages: 'ofs', status: 200 });
  });
});

it('a key that cannot be decrypted is not missed upstream', async () => {
  const result = await run(channelOf({ key: null, unreadableCredentials: 1 }));
  expect(result).toMatchObject({ cause: 'no_key', stages: 'sss' });
  expect(provider.requests).toHaveLength(0);
});

it('a connection that was just being closed is opened anew', async () => {
  let calls = 0;
  const server = createServer((request, response) => {
    calls += 1;
    // Each second request on a connection finds it closed.
    if (calls % 2 === 0) request.socket.resetAndDestroy();
    else response.end('{"data":[]}');
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await run(channelOf({ baseUrl }));
  expect(await run(channelOf({ baseUrl }))).toMatchObject({ cause: 'no_such_model' });
  expect(calls).toBe(3);
  server.close();
  server.closeAllConnections();
});

const watch = async (channel: GatewayChannel) => {
  const told: string[] = [];
  const { stages } = await run(channel, {
    onStage: ({ stage, status }) => void told.push(`${stage} ${status}`),
  });
  return { told, stages };
};

describe('while a test goes on', () => {
  it('somebody who is there and a key that is accepted are told as soon as they are known', async () => {
    const told = ['reach ok', 'authenticate ok'];
    expect(await watch(channelOf({ models: ['m'] }))).toEqual({ told, stages: 'ooo' });
    // The list of models was answered first.
    expect(await watch(channelOf({ models: ['*'] }))).toEqual({ told: ['reach ok', ...told], stages: 'ooo' });
  });

  it('a refused key and a web page are not told as accepted', async () => {
    expect(await watch(channelOf({ key: 'fake-wrong-key', models: ['m'] }))).toMatchObject({
      told: ['reach ok'],
    });
    provider.behave(htmlPage(200), { times: 1 });
    expect(await watch(channelOf({ models: ['m'] }))).toMatchObject({ told: ['reach ok'] });
  });
});

describe('a test that only looks whether somebody is there', () => {
  it('asks no model, and takes any answer for one', async () => {
    for (const channel of [channelOf(), channelOf({ key: 'fake-wrong-key' })]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      expect(await run(channel, { goal: 'reach' })).toMatchObject({ ok: true, stages: 'oss', model: null });
    }
    expect(provider.requests.filter(({ path }) => path.includes('completions'))).toEqual([]);
  });

  it('says when nobody is', async () => {
    const channel = channelOf({ baseUrl: 'http://127.0.0.1:9' });
    expect(await run(channel, { goal: 'reach' })).toMatchObject({
      ok: false,
      stages: 'fss',
      cause: 'unreachable',
    });
  });
});
