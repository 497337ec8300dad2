import { describe, expect, it } from 'vitest';
import type { RoutexEvent } from '#shared/domain/routex-event';
import { createEventHub } from './event-hub';

const CHANNELS: RoutexEvent = { type: 'channels.changed' };
const SETTINGS: RoutexEvent = { type: 'settings.changed' };

const routing = (pinnedChannelId: string): RoutexEvent => ({ type: 'routing.changed', pinnedChannelId });

async function read(events: AsyncGenerator<RoutexEvent, void, void>, count: number): Promise<RoutexEvent[]> {
  const seen: RoutexEvent[] = [];
  while (seen.length < count) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other, as a reader does
    const next = await events.next();
    if (next.done === true) break;
    seen.push(next.value);
  }
  return seen;
}

it('greets, then tells everyone what happens from the subscription on, in order', async () => {
  const hub = createEventHub();
  hub.publish(CHANNELS);
  const first = hub.subscribe();
  hub.publish(SETTINGS);
  const second = hub.subscribe();
  hub.publish(CHANNELS);
  expect(await read(first, 3)).toEqual([{ type: 'hello' }, SETTINGS, CHANNELS]);
  expect(await read(second, 2)).toEqual([{ type: 'hello' }, CHANNELS]);
});

it('wakes a reader that waits', async () => {
  const hub = createEventHub();
  const events = hub.subscribe();
  await events.next();
  const next = events.next();
  hub.publish(CHANNELS);
  expect(await next).toEqual({ done: false, value: CHANNELS });
});

it('leaves the oldest events out for a reader that is too slow, and says how many', async () => {
  const hub = createEventHub({ queueCapacity: 3 });
  const slow = hub.subscribe();
  const quick = hub.subscribe();
  await quick.next();
  for (let event = 0; event < 10; event += 1) {
    hub.publish(routing(String(event)));
    // oxlint-disable-next-line no-await-in-loop -- this reader keeps up
    expect(await quick.next()).toEqual({ done: false, value: routing(String(event)) });
  }
  // The greeting and the events 0 to 6.
  expect(await read(slow, 4)).toEqual([
    { type: 'missed', events: 8 },
    routing('7'),
    routing('8'),
    routing('9'),
  ]);
  hub.publish(routing('10'));
  expect(await read(slow, 1)).toEqual([routing('10')]);
});

describe('a subscription ends', () => {
  it('when its signal aborts, for a reader that waits and for later reads', async () => {
    const hub = createEventHub();
    const controller = new AbortController();
    const events = hub.subscribe(controller.signal);
    await events.next();
    const waiting = events.next();
    controller.abort();
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(await events.next()).toEqual({ done: true, value: undefined });
    expect(hub.subscribers).toBe(0);
  });

  it('when its signal has aborted already', async () => {
    const hub = createEventHub();
    expect(await read(hub.subscribe(AbortSignal.abort()), 1)).toEqual([]);
    expect(hub.subscribers).toBe(0);
  });

  it('when its reader leaves without having read', async () => {
    const hub = createEventHub();
    const events = hub.subscribe();
    expect(hub.subscribers).toBe(1);
    await events.return();
    expect(hub.subscribers).toBe(0);
  });

  it('when its reader leaves in the middle of a loop', async () => {
    const hub = createEventHub();
    for await (const event of hub.subscribe()) {
      expect(event).toEqual({ type: 'hello' });
      break;
    }
    expect(hub.subscribers).toBe(0);
  });

  it('when the hub closes, as those that come later do', async () => {
    const hub = createEventHub();
    const events = hub.subscribe();
    await events.next();
    const waiting = events.next();
    hub.close();
    expect((await waiting).done).toBe(true);
    expect(await read(hub.subscribe(), 1)).toEqual([]);
    expect(hub.subscribers).toBe(0);
    hub.publish(CHANNELS);
  });

  it('and lets go of its signal', () => {
    const hub = createEventHub();
    const { signal } = new AbortController();
    const removed: string[] = [];
    const remove = signal.removeEventListener.bind(signal);
    signal.removeEventListener = (...values: Parameters<typeof remove>) => {
      removed.push(values[0]);
      remove(...values);
    };
    void hub.subscribe(signal).return();
    expect(removed).toEqual(['abort']);
  });
});

it('refuses more subscribers than it can serve, until one leaves', async () => {
  const hub = createEventHub({ maxSubscribers: 2 });
  const first = hub.subscribe();
  hub.subscribe();
  expect(() => hub.subscribe()).toThrow(expect.objectContaining({ code: 'too_many_subscribers' }));
  await first.return();
  expect(() => hub.subscribe()).not.toThrow();
});
