import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  failWith,
  hangBeforeHeaders,
  htmlPage,
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
      expect(await listUpstreamModels(channel, upstreams)).toEqual(NAMES);
    },
  );

  it.each([
    ['an error', failWith('auth')],
    ['a web page', htmlPage(200)],
    ['silence', hangBeforeHeaders()],
  ])('%s is no list, and nothing breaks', async (_title, misbehaviour) => {
    provider.behave(misbehaviour, { times: 1 });
    const channel = testChannel({ protocol: 'openai-chat', baseUrl: provider.url, key: provider.key });
    expect(await listUpstreamModels(channel, upstreams)).toBeNull();
  });
});

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
