import { describe, expect, it } from 'vitest';
import { readUsage } from './read-usage';

const base = { prompt_tokens: 100, completion_tokens: 20 };

describe('readUsage', () => {
  it.each([
    ['OpenAI', { prompt_tokens_details: { cached_tokens: 60 } }],
    ['DeepSeek', { prompt_cache_hit_tokens: 60, prompt_cache_miss_tokens: 40 }],
    ['Kimi', { cached_tokens: 60 }],
    [
      'DeepSeek with a zero elsewhere',
      { prompt_tokens_details: { cached_tokens: 0 }, prompt_cache_hit_tokens: 60 },
    ],
  ])('finds cache reads where %s puts them', (_name, members) => {
    expect(readUsage({ ...base, ...members })).toMatchObject({ input: 100, output: 20, cacheRead: 60 });
  });

  it('adds reasoning that xAI counts beside the completion, and no other', () => {
    const details = { completion_tokens_details: { reasoning_tokens: 15 } };
    expect(readUsage({ ...base, ...details, total_tokens: 135 })).toMatchObject({
      output: 35,
      reasoning: 15,
    });
    expect(readUsage({ ...base, ...details, total_tokens: 120 })).toMatchObject({
      output: 20,
      reasoning: 15,
    });
    expect(readUsage({ ...base, ...details })).toMatchObject({ output: 20, reasoning: 15 });
  });

  it('takes negative and non-numeric counts for 0, details that are no objects for none', () => {
    const usage = {
      prompt_tokens: -1,
      completion_tokens: '7',
      prompt_tokens_details: [],
      completion_tokens_details: 3,
    };
    expect(readUsage(usage)).toEqual({
      input: 0,
      output: 0,
      cacheRead: 0,
      cacheWrite5m: 0,
      cacheWrite1h: 0,
      reasoning: 0,
    });
  });

  it.each([[null], [{}], [[]], [{ total_tokens: 3 }]])('has none in %j', (usage) => {
    expect(readUsage(usage)).toBeNull();
  });
});
