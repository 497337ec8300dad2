import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { watchStopSignals } from './stop-signals';

function watch() {
  const process = new EventEmitter();
  const clock = { now: 0 };
  const signals = watchStopSignals(process, () => clock.now);
  const seen: string[] = [];
  void signals.asked.then(() => seen.push('asked'));
  void signals.insisted.then(() => seen.push('insisted'));
  const emit = async (signal: string, at: number): Promise<string[]> => {
    clock.now = at;
    process.emit(signal);
    await Promise.resolve();
    await Promise.resolve();
    return seen;
  };
  return emit;
}

describe('watchStopSignals', () => {
  it('takes a second signal for impatience', async () => {
    const emit = watch();
    expect(await emit('SIGINT', 1000)).toEqual(['asked']);
    expect(await emit('SIGTERM', 3000)).toEqual(['asked', 'insisted']);
  });

  // npm forwards the Ctrl+C that the terminal has sent to its child as well: running answers were cut at once.
  it('takes a doubled signal for one', async () => {
    const emit = watch();
    await emit('SIGINT', 1000);
    expect(await emit('SIGINT', 1010)).toEqual(['asked']);
    expect(await emit('SIGINT', 1800)).toEqual(['asked', 'insisted']);
  });
});
