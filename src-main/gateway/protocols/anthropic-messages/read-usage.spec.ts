import { describe, expect, it } from 'vitest';
import { readUsage } from './read-usage';

describe('readUsage', () => {
  it('counts writes without a split as 5 minutes', () => {
    expect(
      readUsage({
        input_tokens: 1,
        cache_creation_input_tokens: 20,
        cache_read_input_tokens: 300,
        output_tokens: 4,
      }),
    ).toEqual({ input: 321, output: 4, cacheRead: 300, cacheWrite5m: 20, cacheWrite1h: 0, reasoning: 0 });
  });

  it('keeps what a stale split does not account for', () => {
    const usage = {
      input_tokens: 0,
      cache_creation_input_tokens: 500,
      cache_creation: { ephemeral_1h_input_tokens: 200 },
    };
    expect(readUsage(usage)).toMatchObject({ input: 500, cacheWrite5m: 300, cacheWrite1h: 200 });
  });

  it.each([[-5], ['12'], [null], [Number.POSITIVE_INFINITY], [{}], [true], [2 ** 60]])(
    'takes %j for 0',
    (count) => {
      expect(readUsage({ input_tokens: count, output_tokens: 3 })).toMatchObject({ input: 0, output: 3 });
    },
  );

  it.each([[null], [[]], [{}], ['x'], [{ input_tokens: null }], [undefined]])('has none in %j', (usage) => {
    expect(readUsage(usage)).toBeNull();
  });
});
