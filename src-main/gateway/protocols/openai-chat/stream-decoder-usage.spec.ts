import { describe, expect, it } from 'vitest';
import { DONE, chunk, delta, readChatStream, stop, types } from './testing/chat-stream';

describe('usage', () => {
  const usage = { prompt_tokens: 1000, completion_tokens: 20, prompt_tokens_details: { cached_tokens: 800 } };

  it('case 67: cached tokens are part of the input', () => {
    const { events } = readChatStream([delta({ content: 'a' }), stop, chunk({ choices: [], usage }), DONE]);
    expect(events.at(-2)).toMatchObject({
      type: 'usage',
      usage: { input: 1000, cacheRead: 800, output: 20 },
    });
  });

  it('case 69: reasoning beside the completion is counted once', () => {
    const beside = {
      prompt_tokens: 10,
      completion_tokens: 5,
      total_tokens: 22,
      completion_tokens_details: { reasoning_tokens: 7 },
    };
    const { events } = readChatStream([
      delta({ content: 'a' }),
      stop,
      chunk({ choices: [], usage: beside }),
      DONE,
    ]);
    expect(events.at(-2)).toMatchObject({ usage: { output: 12, reasoning: 7 } });
  });

  it('case 70: an answer without usage has no usage event', () => {
    const { events } = readChatStream([delta({ content: 'a' }), stop, DONE]);
    expect(events.some(({ type }) => type === 'usage')).toBe(false);
  });

  it('case 73: usage that follows the finish with an empty delta comes before the finish', () => {
    const { events } = readChatStream([
      delta({ content: 'a' }),
      stop,
      chunk({ choices: [{ index: 0, delta: { content: '' }, finish_reason: null }], usage }),
      DONE,
    ]);
    expect(types(events.slice(-2))).toBe('usage, finish');
    expect(events.filter(({ type }) => type === 'finish')).toHaveLength(1);
  });

  it.each([
    [
      'in the finish chunk',
      delta({}, 'stop', {}).replace('"choices"', `"usage":${JSON.stringify(usage)},"choices"`),
    ],
    ['in the choice (Kimi)', delta({}, 'stop', { usage })],
    ['in x_groq', delta({}, 'stop') + chunk({ choices: [], x_groq: { usage } })],
    [
      'in every chunk',
      chunk({ choices: [], usage: { ...usage, completion_tokens: 1 } }) + delta({}, 'stop', { usage }),
    ],
  ])('finds usage %s', (_name, ending) => {
    const { events } = readChatStream([delta({ content: 'a' }), ending, DONE]);
    expect(events.at(-2)).toMatchObject({ type: 'usage', usage: { input: 1000, output: 20 } });
  });
});
