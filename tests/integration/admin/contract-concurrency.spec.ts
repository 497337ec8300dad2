import { afterAll, beforeAll, expect, it } from 'vitest';
import { openAdmin, type AdminRig } from './support/open-admin';
import type { Received } from './support/send';

const EDITORS = 12;

let rig: AdminRig;
beforeAll(async () => {
  rig = await openAdmin();
});
afterAll(() => rig.close());

interface Stored {
  readonly id: string;
  readonly name: string;
  readonly revision: number;
}

const repeat = <Value>(make: (editor: number) => Promise<Value>): Promise<Value[]> =>
  Promise.all(Array.from({ length: EDITORS }, (_, editor) => make(editor)));

/** Exactly one edit was stored; all others were told that they came too late. Returns what the one was answered. */
function expectOneWinner(answers: readonly Received[]): unknown {
  const [won, ...others] = answers.toSorted((a, b) => a.status - b.status);
  expect(won?.status).toBe(200);
  for (const { status, text } of others) {
    expect(status).toBe(409);
    expect(JSON.parse(text)).toMatchObject({ code: 'CONFLICT', data: { reason: 'stale_revision' } });
  }
  return JSON.parse(won?.text ?? 'null');
}

const CHANNEL = { protocol: 'openai-chat', baseUrl: 'http://127.0.0.1:9/v1' };

it('of edits of one channel from one revision exactly one is stored', async () => {
  const { id, revision } = await rig.ask<Stored>('POST', '/channels', { ...CHANNEL, name: 'Edited' });
  const edit = (editor: number) => ({ revision, name: `Edited by ${editor}`, priority: editor + 1 });
  const winner = expectOneWinner(
    await repeat((editor) => rig.call('PATCH', `/channels/${id}`, edit(editor))),
  );
  expect(await rig.ask('GET', `/channels/${id}`)).toEqual(winner);
  expect(winner).toMatchObject({ revision: revision + 1 });
  const { name, priority } = winner as { name: string; priority: number };
  expect(name).toBe(`Edited by ${priority - 1}`);
});

it('of edits of one gateway token from one revision exactly one is stored', async () => {
  const { id, revision } = await rig.ask<Stored>('POST', '/gateway-tokens', { name: 'Edited' });
  const winner = expectOneWinner(
    await repeat((editor) =>
      rig.call('PATCH', `/gateway-tokens/${id}`, { revision, name: `Edited by ${editor}` }),
    ),
  );
  const tokens = await rig.ask<Stored[]>('GET', '/gateway-tokens');
  expect(tokens.find((token) => token.id === id)).toEqual(winner);
});

it('of edits of the settings from one revision exactly one is stored, and nothing of the others', async () => {
  const { revision } = await rig.ask<{ revision: string }>('GET', '/settings');
  const edit = (editor: number) => ({
    revision,
    changes: editor % 2 === 0 ? { timeouts: { idleMs: 1000 + editor } } : { port: 1000 + editor },
  });
  const winner = expectOneWinner(await repeat((editor) => rig.call('PATCH', '/settings', edit(editor))));
  expect(await rig.ask('GET', '/settings')).toEqual(winner);
  const { settings } = winner as { settings: { port: number; timeouts: { idleMs: number } } };
  const changed = [settings.port !== 8080, settings.timeouts.idleMs !== 300_000];
  expect(changed.filter(Boolean)).toHaveLength(1);
});

it('a create that is sent many times with one id makes one thing', async () => {
  const channel = { ...CHANNEL, id: 'ch_sentManyTimes0001', name: 'Sent many times' };
  const channels = await repeat(() => rig.call('POST', '/channels', channel));
  const token = { id: 'tk_sentManyTimes0001', name: 'Sent many times' };
  const tokens = await repeat(() => rig.call('POST', '/gateway-tokens', token));
  for (const answers of [channels, tokens]) {
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(answers[0]?.status).toBe(201);
  }
  const removed = await repeat(() => rig.call('DELETE', `/channels/${channel.id}`));
  expect(removed.filter(({ text }) => (JSON.parse(text) as { removed: boolean }).removed)).toHaveLength(1);
  expect(removed.every(({ status }) => status === 200)).toBe(true);
});

it('two tokens cannot take each other’s place as the last one at the same time', async () => {
  const tokens = await rig.ask<Stored[]>('GET', '/gateway-tokens');
  const answers = await Promise.all(tokens.map(({ id }) => rig.call('DELETE', `/gateway-tokens/${id}`)));
  expect(answers.filter(({ status }) => status === 409)).toHaveLength(1);
  expect(await rig.ask<Stored[]>('GET', '/gateway-tokens')).toHaveLength(1);
});
