import { describe, expect, it } from 'vitest';
import { parseAnswer } from './parse-answer';

describe('parseAnswer', () => {
  it('keeps whole numbers as the upstream wrote them', () => {
    const text = '{"input":{"id":1234567890123456789}}';
    const answer = parseAnswer(Buffer.from(text), 200);
    expect(answer.problem === null && JSON.stringify(answer.value)).toBe(text);
  });

  it.each([
    ['', 'without a body'],
    ['oops', 'not JSON'],
    ['{"id":1234567890123456789', 'not JSON'],
  ])('says what came instead: %j', (text, told) => {
    expect(parseAnswer(Buffer.from(text), 200).problem).toMatchObject({
      kind: 'bad_response',
      message: expect.stringContaining(told),
    });
  });
});
