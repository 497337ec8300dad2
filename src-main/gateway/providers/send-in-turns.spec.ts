import { describe, expect, it } from 'vitest';
import { sendInTurns } from './send-in-turns';

const KB = 1024;

describe('sendInTurns', () => {
  it('gives a body of moderate size as it is', () => {
    const pieces = [Buffer.alloc(64 * KB), Buffer.alloc(64 * KB)];
    expect(sendInTurns(pieces)).toBe(pieces);
  });

  it('lets the event loop turn while a large body is taken at once', async () => {
    const pieces = Array.from({ length: 32 }, (_, index) => Buffer.alloc(128 * KB, index));
    let turns = 0;
    let running = true;
    const count = (): void => {
      turns += 1;
      if (running) setImmediate(count);
    };
    setImmediate(count);
    const taken: Buffer[] = [];
    for await (const piece of sendInTurns(pieces)) taken.push(piece);
    running = false;
    expect(taken).toEqual(pieces);
    expect(turns).toBeGreaterThanOrEqual(15);
  });
});
