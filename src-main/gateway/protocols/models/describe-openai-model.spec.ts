import { describe, expect, it } from 'vitest';
import { describeOpenaiModel } from './describe-openai-model';

describe('describeOpenaiModel', () => {
  it.each([
    ['o1', 'low medium high', 'never', 100_000],
    ['o1-mini', '', 'never', null],
    ['o3', 'low medium high', 'never', 100_000],
    ['o3-mini-2025-01-31', 'low medium high', 'never', 100_000],
    ['o4-mini', 'low medium high', 'never', 100_000],
    ['codex-mini-latest', 'low medium high', 'never', 100_000],
    ['gpt-5', 'minimal low medium high', 'never', 128_000],
    ['gpt-5-nano-2025-08-07', 'minimal low medium high', 'never', 128_000],
    ['gpt-5-codex', 'low medium high', 'never', 128_000],
    ['gpt-5-pro', 'high', 'never', 272_000],
    ['gpt-5-chat-latest', '', 'always', 16_384],
    ['gpt-5.1', 'none low medium high', 'without_reasoning', 128_000],
    ['gpt-5.1-chat-latest', 'medium', 'never', 16_384],
    ['gpt-5.1-codex-max', 'low medium high xhigh', 'never', 128_000],
    ['gpt-5.2-2025-12-11', 'none low medium high xhigh', 'without_reasoning', 128_000],
    ['gpt-5.2-pro', 'medium high xhigh', 'never', 128_000],
    ['gpt-5.3-codex', 'low medium high xhigh', 'never', 128_000],
    ['gpt-5.6-sol', 'none low medium high xhigh max', 'without_reasoning', 128_000],
    ['gpt-6-sol', 'none low medium high xhigh max', 'never', null],
    ['gpt-6-astra', 'low medium high xhigh max', 'never', null],
    ['gpt-6.1-sol', 'low medium high xhigh max', 'never', null],
    ['gpt-4o', '', 'always', 16_384],
    ['chatgpt-4o-latest', '', 'always', 16_384],
    ['ft:gpt-4.1-mini:mine::id', '', 'always', 32_768],
    ['gpt-4-turbo', '', 'always', 4096],
    ['gpt-3.5-turbo', '', 'always', 4096],
  ] as const)('knows %s: efforts "%s", sampling %s', (name, efforts, sampling, maxOutputTokens) => {
    expect(describeOpenaiModel(name)).toEqual({
      efforts: efforts === '' ? [] : efforts.split(' '),
      sampling,
      maxOutputTokens,
    });
  });

  it.each(['my-deployment', 'gpt-oss-120b', 'gpt-35-turbo', 'llama-o3', 'o3x', ''])(
    'knows nothing of "%s"',
    (name) => {
      expect(describeOpenaiModel(name)).toBeNull();
    },
  );
});
