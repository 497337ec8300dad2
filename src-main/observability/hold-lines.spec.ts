import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLineHolder } from './hold-lines';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function setUp() {
  const written: (readonly number[])[] = [];
  return { written, holder: createLineHolder<number>((lines) => written.push(lines)) };
}

describe('createLineHolder', () => {
  it('hands lines on together and in order after a moment', () => {
    const { written, holder } = setUp();
    holder.hold(1);
    holder.hold(2);
    expect(written).toEqual([]);
    vi.advanceTimersByTime(100);
    holder.hold(3);
    vi.advanceTimersByTime(100);
    expect(written).toEqual([[1, 2], [3]]);
  });

  it('does not hold more than a number of lines', () => {
    const { written, holder } = setUp();
    for (let line = 0; line < 600; line += 1) holder.hold(line);
    expect(written.map(({ length }) => length)).toEqual([256, 256]);
  });

  it('hands on at once what it is asked to, and nothing twice', () => {
    const { written, holder } = setUp();
    holder.hold(1);
    holder.release();
    holder.release();
    vi.advanceTimersByTime(1000);
    expect(written).toEqual([[1]]);
  });
});
