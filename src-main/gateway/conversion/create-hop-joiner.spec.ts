import { describe, expect, it } from 'vitest';
import type { CanonicalEvent, CanonicalResponse, Finish } from '../protocols/canonical/response';
import { createHopJoiner } from './create-hop-joiner';

const usage = (input: number, output: number) => ({
  input,
  output,
  cacheRead: 0,
  cacheWrite5m: 0,
  cacheWrite1h: 0,
  reasoning: 1,
});
const PAUSE: Finish = { reason: 'pause', rawReason: 'CONTINUATION', continuation: 'token' };
const STOP: Finish = { reason: 'stop', rawReason: 'STOP' };

function hop(text: string, finish: Finish): CanonicalEvent[] {
  return [
    { type: 'start', id: text, model: 'm' },
    { type: 'part_start', part: 0, content: { kind: 'text' } },
    { type: 'text_delta', part: 0, text },
    { type: 'part_end', part: 0 },
    { type: 'usage', usage: usage(10, 3) },
    { type: 'finish', finish },
  ];
}

const response = (text: string, finish: Finish): CanonicalResponse => ({
  upstreamId: text,
  model: 'm',
  parts: [{ type: 'text', text }],
  finish,
  usage: usage(1, 2),
});

describe('createHopJoiner', () => {
  it('case 86: makes one answer of several, its parts numbered through and its usage added up', () => {
    const joiner = createHopJoiner(() => true);
    const first = joiner.events(hop('one ', PAUSE));
    expect(first.at(-1)).toMatchObject({ type: 'usage' });
    expect(joiner.findPause()).toEqual(PAUSE);
    joiner.next();
    expect(joiner.findPause()).toBeNull();
    expect(joiner.events(hop('two', STOP))).toEqual([
      { type: 'part_start', part: 1, content: { kind: 'text' } },
      { type: 'text_delta', part: 1, text: 'two' },
      { type: 'part_end', part: 1 },
      { type: 'usage', usage: { ...usage(20, 6), reasoning: 2 } },
      { type: 'finish', finish: STOP },
    ]);
    expect(JSON.stringify(first)).not.toContain('token');
  });

  it('case 88: goes on four times at most', () => {
    const joiner = createHopJoiner(() => true);
    for (let count = 0; count < 4; count += 1) {
      expect(joiner.events(hop('x', PAUSE)).at(-1)?.type).toBe('usage');
      joiner.next();
    }
    expect(joiner.events(hop('x', PAUSE)).at(-1)).toEqual({ type: 'finish', finish: PAUSE });
    expect(joiner.findPause()).toBeNull();
  });

  it('does the same for answers in one piece', () => {
    const joiner = createHopJoiner(() => true);
    expect(joiner.response(response('a', PAUSE))).toBeNull();
    joiner.next();
    expect(joiner.response(response('b', STOP))).toMatchObject({
      parts: [{ text: 'a' }, { text: 'b' }],
      usage: { input: 2, output: 4 },
      finish: STOP,
    });
  });

  it('leaves a pause to a client that knows what to do with it', () => {
    const joiner = createHopJoiner(() => false);
    expect(joiner.events(hop('x', PAUSE)).at(-1)).toEqual({ type: 'finish', finish: PAUSE });
  });
});
