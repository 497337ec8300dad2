import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  cutInsideEvent,
  failWith,
  hangBeforeHeaders,
  htmlPage,
  redirect,
  respondRaw,
  startFakeProvider,
  type FakeProvider,
} from '#tests/support/fake-provider/index';
import { testChannel } from '#tests/support/gateway/start-test-gateway';
import { listUpstreamModels, selectCheapModel } from './list-upstream-models';
import { createUpstreamClient, type UpstreamClient } from './upstream-client';

const NAMES = ['big-one', 'small-mini'];

let provider: FakeProvider;
let upstreams: UpstreamClient;

beforeAll(async () => {
  provider = await startFakeProvider({
    models: { 'anthropic-messages': NAMES, 'openai-chat': NAMES, 'openai-responses': NAMES, gemini: NAMES },
  });
  upstreams = createUpstreamClient({ connectTimeoutMs: 1000 });
});
afterAll(async () => {
  await upstreams.destroy();
  await provider.close();
});

describe('what an upstream says of its models', () => {
  it.each(['anthropic-messages', 'openai-chat', 'openai-responses', 'gemini'] as const)(
    '%s',
    async (protocol) => {
      const channel = testChannel({ protocol, baseUrl: provider.url, key: provider.key });
      expect(await listUpstreamModels(channel, upstreams)).toEqual({ names: NAMES });
    },
  );

  it.each([
    ['an error', failWith('auth'), { kind: 'auth', status: 401 }],
    ['a web page', htmlPage(200), { kind: 'bad_response', status: 200 }],
    ['silence', hangBeforeHeaders(), { kind: 'timeout', status: null }],
    ['half a list', cutInsideEvent(1, 'reset'), { kind: 'truncated', status: 200 }],
    ['half an error', [failWith('auth'), cutInsideEvent(1, 'reset')], { kind: 'auth', status: 401 }],
    ['a redirect elsewhere', redirect({ to: 'http://127.0.0.1:9' }), { kind: 'bad_response', status: 307 }],
  ])('%s is no list, and says why', async (_title, misbehaviour, error) => {
    provider.behave(misbehaviour, { times: 1 });
    expect(await listUpstreamModels(channelOf(), upstreams, { timeoutMs: 300 })).toMatchObject({ error });
  });

  it.each([
    ['a bare array', respondRaw(200, '[{"id":"a"},{"id":"b"}]'), ['a', 'b']],
    ['a redirect here', redirect(), NAMES],
    ['an empty list', respondRaw(200, '{"data":[]}'), []],
    ['no such path', respondRaw(404, ''), []],
  ])('%s is a list', async (_title, misbehaviour, names) => {
    provider.behave(misbehaviour, { times: 1 });
    expect(await listUpstreamModels(channelOf(), upstreams)).toEqual({ names });
  });
});

function channelOf() {
  return testChannel({ protocol: 'openai-chat', baseUrl: provider.url, key: provider.key });
}

describe('the model a Test asks when nobody named one', () => {
  it.each([
    [['text-embedding-x', 'large', 'large-mini'], 'large-mini'],
    [['claude-opus-5', 'claude-haiku-5'], 'claude-haiku-5'],
    [['whisper', 'only-chat'], 'only-chat'],
    [['tts-1'], null],
    [[], null],
  ])('of %j is %s', (names, expected) => {
    expect(selectCheapModel(names)).toBe(expected);
  });
});
