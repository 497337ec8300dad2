import { afterEach, describe, expect, it, vi } from 'vitest';
import { PROTOCOL_IDS, type ProtocolId } from '#shared/domain/protocol';
import {
  cutBeforeContent,
  errorEvent,
  failWith,
  hangAfterEvents,
  holdUntil,
} from '#tests/support/fake-provider/index';
import type { Misbehaviour } from '#tests/support/fake-provider/index';
import { RICH_REPLY, TEXT, THINKING } from '../sdk/replies';
import { createChannel } from './support/create-channel';
import { CONVERTED_PAIRS, PAIRS } from './support/pairs';
import { rawQuestion } from './support/raw-requests';
import { WAYS } from './support/sdk-client';
import type { Answer } from './support/sdk-client';
import { usePair } from './support/use-pair';

const QUESTION = { text: 'Hello there', thinks: true };

function expectRichAnswer(answer: Answer): void {
  expect(answer).toMatchObject({ text: TEXT, thinking: THINKING });
  expect(answer.calls).toMatchObject([{ name: 'read_file' }, { name: 'now' }]);
}

/** Each of the others in turn, so that all protocols come first somewhere. */
function otherProtocol(client: ProtocolId, channel: ProtocolId): ProtocolId {
  const others = PROTOCOL_IDS.filter((protocol) => protocol !== channel);
  return others[PROTOCOL_IDS.indexOf(client) % others.length] ?? channel;
}

describe.each(PAIRS)('$title:', ({ client, channel }) => {
  const rig = usePair({ client, channel });

  it.each(WAYS)('%s: case 79: a busy channel is replaced before anything was said', async (way) => {
    const busy = await rig.addProvider();
    busy.behave(failWith('rate_limit'));
    rig.provider.reply(RICH_REPLY);
    rig.configure({
      channels: [
        createChannel(otherProtocol(client, channel), busy, { id: 'ch_busy', priority: 90 }),
        createChannel(channel, rig.provider),
      ],
    });
    const answer = await rig.connect(way).ask(QUESTION);

    expectRichAnswer(answer);
    if (client !== channel) expect(answer.id).not.toContain('fake');
    expect(busy.requests).toHaveLength(1);
    expect(await rig.gateway.waitForRecord(1)).toMatchObject({
      outcome: 'success',
      channelId: 'ch_test',
      attempts: [
        { channelId: 'ch_busy', outcome: 'failed', failure: { kind: 'rate_limit' } },
        { channelId: 'ch_test', outcome: 'success' },
      ],
    });
  });
});

/** Tells when a client has got the headers of its answer. */
function watchHeaders(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const real = globalThis.fetch;
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (...args) => {
    const response = await real(...args);
    resolve();
    return response;
  });
  return promise;
}

afterEach(() => {
  vi.restoreAllMocks();
});

const ENDINGS = {
  'tells of an error': errorEvent('before-content'),
  'just ends': cutBeforeContent('clean'),
} satisfies Record<string, Misbehaviour>;

describe.each(CONVERTED_PAIRS)('$title:', ({ client, channel }) => {
  const rig = usePair({ client, channel });

  describe.each(PROTOCOL_IDS)('then %s:', (second) => {
    it.each(Object.entries(ENDINGS))(
      'case 80: a channel that %s after the client was told to wait is replaced unseen',
      async (_name, ending) => {
        const next = await rig.addProvider();
        next.reply(RICH_REPLY);
        const told = watchHeaders();
        // Its last words wait until the client has its headers.
        const waiting: Misbehaviour = {
          name: 'waiting',
          change: (answer, exchange) => {
            const pieces = [
              ...answer.pieces,
              { bytes: Buffer.from(': \n\n'), role: 'error' as const, pauseMs: 0 },
            ];
            const changed = ending === ENDINGS['just ends'] ? { ...answer, pieces } : answer;
            return holdUntil(told, changed.pieces.length - 1).change?.(changed, exchange) ?? changed;
          },
        };
        rig.provider.behave([ending, waiting]);
        rig.configure({
          channels: [
            createChannel(channel, rig.provider, { id: 'ch_slow', priority: 90 }),
            createChannel(second, next, { id: 'ch_next' }),
          ],
          settings: { timeouts: { commitWaitMs: 20 } },
        });
        const answer = await rig.connect('stream').ask(QUESTION);

        expectRichAnswer(answer);
        expect(await rig.gateway.waitForRecord(1)).toMatchObject({
          outcome: 'success',
          attempts: [
            { channelId: 'ch_slow', outcome: 'failed' },
            { channelId: 'ch_next', outcome: 'success' },
          ],
        });
      },
    );
  });

  it('case 80: a client that was told to wait in vain hears of it as an error', async () => {
    const told = watchHeaders();
    rig.provider.behave([errorEvent('before-content'), holdLast(told)]);
    rig.changeChannel({});
    rig.configure({
      channels: [createChannel(channel, rig.provider)],
      settings: { timeouts: { commitWaitMs: 20 } },
    });
    const sdk = rig.connect('stream');
    await expect(sdk.ask(QUESTION)).rejects.toThrow(/Overloaded/);
    expect(await rig.gateway.waitForRecord(1)).toMatchObject({ outcome: 'failed', status: 200 });
  });
});

function holdLast(until: Promise<unknown>): Misbehaviour {
  return {
    name: 'holdLast',
    change: (answer, exchange) =>
      holdUntil(until, answer.pieces.length - 1).change?.(answer, exchange) ?? answer,
  };
}

describe.each(PAIRS)('$title:', ({ client, channel }) => {
  const rig = usePair({ client, channel });

  it('case 81: a client that leaves in the middle ends the call upstream', async () => {
    rig.provider.reply({ parts: [{ text: TEXT }], chunks: 9 });
    rig.provider.behave(hangAfterEvents(8));
    const { path, headers, body } = rawQuestion(client, rig.gateway.token, true);
    const leaving = new AbortController();
    const response = await fetch(rig.gateway.url + path, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
      signal: leaving.signal,
    });
    expect((await response.body?.getReader().read())?.value?.length).toBeGreaterThan(0);
    leaving.abort();

    expect((await rig.provider.waitForAbort()).index).toBe(0);
    expect(await rig.gateway.waitForRecord(1)).toMatchObject({ outcome: 'cancelled' });
  });

  it('case 81: a client that leaves before the answer has begun ends the call upstream', async () => {
    rig.provider.behave(hangAfterEvents(0));
    const { path, headers, body } = rawQuestion(client, rig.gateway.token, true);
    const leaving = new AbortController();
    const asked = fetch(rig.gateway.url + path, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
      signal: leaving.signal,
    });
    await rig.provider.waitForRequests(1);
    leaving.abort();

    await expect(asked).rejects.toThrow(/abort/i);
    expect((await rig.provider.waitForAbort()).index).toBe(0);
    expect(await rig.gateway.waitForRecord(1)).toMatchObject({ outcome: 'cancelled' });
  });
});
