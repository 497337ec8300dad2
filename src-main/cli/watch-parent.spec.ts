import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { untilParentIsGone } from './watch-parent';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Whether the promise resolves once the program has another parent. */
async function isNoticed(env: Record<string, string>): Promise<boolean> {
  let parent = 100;
  let gone = false;
  const note = async (): Promise<void> => {
    await untilParentIsGone(env, () => parent);
    gone = true;
  };
  void note();
  await vi.advanceTimersByTimeAsync(5000);
  if (gone) throw new Error('noticed although the parent is still there');
  parent = 1;
  await vi.advanceTimersByTimeAsync(5000);
  return gone;
}

it('a gateway whose npm was stopped runs on, unowned', async () => {
  expect(await isNoticed({ npm_lifecycle_event: 'routex' })).toBe(true);
});

it('a gateway that was sent to the background stops with its terminal’s shell', async () => {
  expect(await isNoticed({})).toBe(false);
});
