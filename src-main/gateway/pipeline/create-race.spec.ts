import { describe, expect, it, vi } from 'vitest';
import type { UpstreamError } from '../protocols/types';
import type { ClientResponse } from './client-response';
import { createRace } from './create-race';

const STOPPED: UpstreamError = {
  kind: 'shutting_down',
  message: 'stopped',
  status: null,
  retryAfterMs: null,
};

const nothing = (): void => undefined;

function createClient() {
  let left = nothing;
  let blocked = nothing;
  const written: string[] = [];
  const client: ClientResponse & { written: string[]; leave: () => void; block: () => void } = {
    written,
    committed: false,
    status: null,
    bytes: 0,
    gone: false,
    blocked: false,
    start(status) {
      Object.assign(client, { committed: true, status });
    },
    flushHeaders: () => undefined,
    write: (chunk) => void written.push(chunk.toString()),
    end: (chunk) => void written.push(`${chunk?.toString() ?? ''}.`),
    whenAlone: (listener) => void listener(),
    breakOff: () => void written.push('broken off'),
    abandon: () => void written.push('abandoned'),
    onPressure: (onBlocked) => {
      blocked = onBlocked;
    },
    onGone: (listener) => {
      left = listener;
    },
    leave() {
      Object.assign(client, { gone: true });
      left();
    },
    block: () => blocked(),
  };
  return client;
}

describe('createRace', () => {
  it('gives the client to the first lane that begins, and to nobody else', () => {
    const client = createClient();
    const race = createRace(client, () => undefined);
    const [slow, fast] = [race.enter(), race.enter()];
    const slowLeft = vi.fn<() => void>();
    const fastLeft = vi.fn<() => void>();
    slow.client.onGone(slowLeft);
    fast.client.onGone(fastLeft);
    expect(race.winner).toBeNull();

    fast.client.start(200, {});
    expect(race.winner).toBe(fast);
    expect(slowLeft).toHaveBeenCalledOnce();
    expect(fastLeft).not.toHaveBeenCalled();
    expect(slow.client).toMatchObject({ gone: true, committed: false, status: null });
    expect(fast.client).toMatchObject({ gone: false, committed: true, status: 200 });

    slow.client.start(500, {});
    slow.client.write('slow');
    slow.client.breakOff();
    slow.client.abandon();
    slow.client.end();
    fast.client.write('fast');
    fast.client.end();
    expect(client.status).toBe(200);
    expect(client.written).toEqual(['fast', '.']);
  });

  it('tells only the winner that the client reads slowly, also when it listened before it won', () => {
    const client = createClient();
    const race = createRace(client, () => undefined);
    const [winner, loser] = [race.enter(), race.enter()];
    const winnerBlocked = vi.fn<() => void>();
    const loserBlocked = vi.fn<() => void>();
    winner.client.onPressure(winnerBlocked, () => undefined);
    loser.client.onPressure(loserBlocked, () => undefined);
    winner.client.start(200, {});
    loser.client.onPressure(loserBlocked, () => undefined);
    client.block();
    expect(winnerBlocked).toHaveBeenCalledOnce();
    expect(loserBlocked).not.toHaveBeenCalled();
  });

  it('tells all lanes when the client leaves', () => {
    const client = createClient();
    const race = createRace(client, () => undefined);
    const listeners = [vi.fn<() => void>(), vi.fn<() => void>(), vi.fn<() => void>()];
    for (const listener of listeners.slice(0, 2)) race.enter().client.onGone(listener);
    client.leave();
    for (const listener of listeners.slice(2)) race.enter().client.onGone(listener);
    for (const listener of listeners) expect(listener).toHaveBeenCalledOnce();
  });

  it('lets a lane wait until the others are over', () => {
    const race = createRace(createClient(), () => undefined);
    const first = race.enter();
    const alone = vi.fn<() => void>();
    first.client.whenAlone(alone);
    expect(alone).toHaveBeenCalledOnce();

    const [second, third] = [race.enter(), race.enter()];
    first.client.whenAlone(alone);
    second.finish();
    expect(alone).toHaveBeenCalledOnce();
    third.finish();
    expect(alone).toHaveBeenCalledTimes(2);
    first.finish();
    expect(alone).toHaveBeenCalledTimes(2);
  });

  it('interrupts all that run, and says when nothing does', () => {
    const running = vi.fn<(interrupt: ((error: UpstreamError) => void) | null) => void>();
    const race = createRace(createClient(), running);
    const [first, second] = [race.enter(), race.enter()];
    const interrupts = [
      vi.fn<(error: UpstreamError) => void>(),
      vi.fn<(error: UpstreamError) => void>(),
    ] as const;
    first.onRunning(interrupts[0]);
    second.onRunning(interrupts[1]);
    running.mock.lastCall?.[0]?.(STOPPED);
    for (const interrupt of interrupts) expect(interrupt).toHaveBeenCalledExactlyOnceWith(STOPPED);
    first.onRunning(null);
    expect(running.mock.lastCall?.[0]).toBeTypeOf('function');
    second.onRunning(null);
    expect(running.mock.lastCall).toEqual([null]);
  });
});
