import { describe, expect, it } from 'vitest';
import type { CanonicalMessage } from '../canonical/request';
import { createTarget, createRequest, text, user, assistant, native } from './testing/conversation';
import { createReasoningPresenter } from './present-reasoning';
import { createReasoningVault, type StoredAnswer, type VaultCall } from './vault';
import { weigh } from './weigh';

const HOUR_MS = 60 * 60 * 1000;

function createVault(limits: { maxEntries?: number; maxBytes?: number } = {}) {
  const time = { now: 1_800_000_000_000 };
  return { time, vault: createReasoningVault({ clock: { now: () => time.now }, ...limits }) };
}

const vaultCall = (members: Partial<VaultCall> = {}): VaultCall => ({
  originalId: 'functions.read:0',
  origin: { protocol: 'openai-chat', channelId: 'kimi', model: 'k2' },
  name: 'read',
  namespace: null,
  custom: false,
  signature: null,
  reasoning: { opening: [native('openai-chat', 'Let me read.')], closing: [] },
  ...members,
});

const thinking = (size: number): VaultCall =>
  vaultCall({ reasoning: { opening: [native('gemini', 'x'.repeat(size))], closing: [] } });

describe('createReasoningVault', () => {
  it('case 10: knows the id that Kimi gave a call, by the id its client was told', () => {
    const { vault } = createVault();
    const presenter = createReasoningPresenter({
      request: createRequest('anthropic-messages'),
      target: createTarget('openai-chat', 'kimi'),
      vault,
      originalId: (id) => (id === 'toolu_abc' ? 'functions.read:0' : id),
    });
    const content = { kind: 'toolCall', id: 'toolu_abc', name: 'read' } as const;
    presenter.event({ type: 'start', id: null, model: null });
    presenter.event({ type: 'part_start', part: 0, content });
    presenter.event({ type: 'part_end', part: 0 });
    expect(vault.findCall('toolu_abc')).toBeNull();
    presenter.event({ type: 'finish', finish: { reason: 'tool_calls', rawReason: 'tool_calls' } });
    expect(vault.findCall('toolu_abc')).toMatchObject({
      originalId: 'functions.read:0',
      origin: { channelId: 'kimi', protocol: 'openai-chat', model: 'm' },
    });
    expect(vault.findCall('functions.read:0')).toBeNull();
  });

  it('case 62: gives the conversation behind an answer, and none for an unknown or forgotten one', () => {
    const { vault } = createVault();
    const earlier = [user(text('Hello')), assistant(native('anthropic-messages', 'Hm.'), text('Hi'))];
    vault.recordConversation('resp_1', earlier);
    expect(vault.findConversation('resp_1')).toEqual(earlier);
    expect(vault.findConversation('resp_2')).toBeNull();
    expect([vault.forgetConversation('resp_1'), vault.forgetConversation('resp_1')]).toEqual([true, false]);
    expect(vault.findConversation('resp_1')).toBeNull();
  });

  it('keeps what one gateway token was answered from the others, but not from the owner', () => {
    const { vault } = createVault();
    const [own, other] = [vault.of('tk_own'), vault.of('tk_other')];
    const messages = [user(text('Secret'))];
    own.recordConversation('resp_1', messages);
    expect([other.findConversation('resp_1'), other.findAnswer('resp_1')]).toEqual([null, null]);
    expect(other.forgetConversation('resp_1')).toBe(false);
    expect([own.findConversation('resp_1'), vault.findConversation('resp_1')]).toEqual([messages, messages]);
    expect(own.forgetConversation('resp_1')).toBe(true);
  });

  it('gives the answer itself for as long as its conversation, and counts it', () => {
    const { vault } = createVault();
    const messages = [user(text('Hello'))];
    vault.recordConversation('without', messages);
    const bytes = vault.bytes();
    expect(vault.findAnswer('without')).toBeNull();
    const stored: StoredAnswer = {
      answer: {
        upstreamId: null,
        model: null,
        parts: [text('x'.repeat(1000))],
        finish: { reason: 'stop', rawReason: 'stop' },
        usage: null,
      },
      request: createRequest('openai-responses'),
      createdAt: 1,
    };
    vault.recordConversation('resp_1', messages, stored);
    expect(vault.findAnswer('resp_1')).toBe(stored);
    expect(vault.bytes()).toBeGreaterThan(2 * bytes + 2000);
    vault.forgetConversation('resp_1');
    expect(vault.findAnswer('resp_1')).toBeNull();
    expect(vault.bytes()).toBe(bytes);
  });

  it('keeps calls and conversations of the same id apart', () => {
    const { vault } = createVault();
    vault.recordCall('x', vaultCall());
    vault.recordConversation('x', [user(text('Hello'))]);
    expect(vault.findCall('x')).toEqual(vaultCall());
    expect(vault.findConversation('x')).toEqual([user(text('Hello'))]);
    expect(vault.entries()).toBe(2);
  });

  it('forgets after a day without use, and not before', () => {
    const { time, vault } = createVault();
    vault.recordCall('x', vaultCall());
    time.now += 23 * HOUR_MS;
    expect(vault.findCall('x')).not.toBeNull();
    time.now += 23 * HOUR_MS;
    expect(vault.findCall('x')).not.toBeNull();
    time.now += 25 * HOUR_MS;
    expect(vault.findCall('x')).toBeNull();
  });

  it('holds no more entries than it may, and drops the one unused longest', () => {
    const { vault } = createVault({ maxEntries: 2 });
    vault.recordCall('a', vaultCall());
    vault.recordCall('b', vaultCall());
    vault.findCall('a');
    vault.recordCall('c', vaultCall());
    expect(['a', 'b', 'c'].map((id) => vault.findCall(id) !== null)).toEqual([true, false, true]);
  });

  it('holds no more bytes than it may, and never an entry larger than all', () => {
    const { vault } = createVault({ maxBytes: 10_000 });
    for (let id = 0; id < 20; id += 1) vault.recordCall(`call_${id}`, thinking(1000));
    expect(vault.bytes()).toBeLessThanOrEqual(10_000);
    expect([vault.entries(), vault.findCall('call_19') !== null]).toEqual([3, true]);
    vault.recordCall('large', thinking(10_000));
    expect([vault.entries(), vault.findCall('large')]).toEqual([3, null]);
  });

  it('counts messages of a conversation each time they are kept', () => {
    const { vault } = createVault();
    const first: CanonicalMessage = user(text('x'.repeat(500)));
    vault.recordConversation('resp_1', [first]);
    const once = vault.bytes();
    vault.recordConversation('resp_2', [first]);
    expect(once).toBeGreaterThan(1000);
    expect(vault.bytes()).toBe(2 * once);
  });

  it('gives no conversation the reasoning of another when an upstream numbers its calls anew in each', () => {
    const { vault } = createVault();
    vault.recordCall('call_0', vaultCall({ signature: 'mine' }));
    vault.recordCall('call_0', vaultCall({ signature: 'mine' }));
    expect(vault.findCall('call_0')).toMatchObject({ signature: 'mine', reasoning: { opening: [{}] } });
    vault.recordCall(
      'call_0',
      vaultCall({ reasoning: { opening: [native('gemini', 'Secret.')], closing: [] } }),
    );
    expect(vault.findCall('call_0')).toMatchObject({
      originalId: 'functions.read:0',
      signature: null,
      reasoning: { opening: [], closing: [] },
    });
  });
});

describe('weigh', () => {
  it('counts what is nested deeper than calls can be', () => {
    let nested: unknown = 'x';
    for (let depth = 0; depth < 200_000; depth += 1) nested = [nested];
    expect(weigh(nested)).toBe(200_001 * 16 + 2);
  });

  it('counts strings wherever they stand', () => {
    const long = 'x'.repeat(1000);
    expect(weigh({ raw: { list: [long, { deep: long }] }, none: null })).toBeGreaterThan(4000);
  });
});
