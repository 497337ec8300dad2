import { describe, expect, it } from 'vitest';
import type { ProtocolId } from '#shared/domain/protocol';
import { createAggregator, isUpstreamError } from '../canonical/aggregate';
import type { EncodeTarget } from '../canonical/codec';
import { explode } from '../canonical/explode';
import type { CanonicalPart, ReasoningPart } from '../canonical/part';
import type { CanonicalRequest, ReasoningRequest } from '../canonical/request';
import type { CanonicalEvent, CanonicalResponse } from '../canonical/response';
import { unwrapEnvelope } from './envelope';
import { createReasoningPresenter } from './present-reasoning';
import { call, createRequest, createTarget, text } from './testing/conversation';
import { createReasoningVault } from './vault';

const claude = createTarget('anthropic-messages', 'claude');
const deepseek = createTarget('openai-chat', 'deepseek');
const google = createTarget('gemini', 'google');

const thinking = (target: EncodeTarget, members: Partial<ReasoningPart> = {}): ReasoningPart => ({
  type: 'reasoning',
  text: 'Let me think.',
  origin: { protocol: target.protocol, channelId: target.channelId, model: target.model },
  ...members,
});
const signed = thinking(claude, { state: { kind: 'signature', data: 'sig' } });

const answer = (...parts: CanonicalPart[]): CanonicalResponse => ({
  upstreamId: 'u1',
  model: 'm',
  parts,
  finish: { reason: 'stop', rawReason: 'stop' },
  usage: null,
});

/** What the client gets, streamed and in one piece; both must be the same. */
function present(request: CanonicalRequest, target: EncodeTarget, ...parts: CanonicalPart[]) {
  const vault = createReasoningVault({ clock: { now: () => 1 } });
  const options = { request, target, vault };
  const whole = createReasoningPresenter(options).response(answer(...parts)).parts;
  const streamVault = createReasoningVault({ clock: { now: () => 1 } });
  const streamed = createReasoningPresenter({ ...options, vault: streamVault });
  const events = explode(answer(...parts)).flatMap((event) => streamed.event(event));
  const aggregator = createAggregator(thinking(target).origin);
  for (const event of events) aggregator.push(event);
  const result = aggregator.result();
  expect(isUpstreamError(result) ? result : result.parts).toEqual(whole);
  for (const part of parts) {
    if (part.type === 'toolCall') expect(streamVault.findCall(part.id)).toEqual(vault.findCall(part.id));
  }
  return { parts: whole, events, vault };
}

const ask = (protocol: ProtocolId, reasoning: Partial<ReasoningRequest> = {}): CanonicalRequest =>
  createRequest(protocol, [], reasoning);

/** What the one part of reasoning of an answer carries back. */
function openState(parts: readonly CanonicalPart[]) {
  const part = parts.find(({ type }) => type === 'reasoning');
  return part?.type === 'reasoning' && part.state !== undefined
    ? { kind: part.state.kind, envelope: unwrapEnvelope(part.state.data) }
    : null;
}

describe('createReasoningPresenter', () => {
  it.each<[string, CanonicalRequest, string | null]>([
    ['Anthropic, asked', ask('anthropic-messages', { mode: 'budget', budget: 4096 }), 'Let me think.'],
    ['Anthropic, asked to omit it', ask('anthropic-messages', { mode: 'adaptive', show: 'none' }), ''],
    ['Anthropic, not asked', ask('anthropic-messages'), null],
    ['Chat, asked', ask('openai-chat', { mode: 'effort', effort: 'high' }), 'Let me think.'],
    ['Chat, not asked', ask('openai-chat'), null],
    ['Responses, asked', ask('openai-responses', { mode: 'effort', show: 'summary' }), 'Let me think.'],
    ['Responses, not asked', ask('openai-responses'), ''],
    ['Gemini, asked', ask('gemini', { show: 'summary' }), 'Let me think.'],
    ['Gemini, not asked', ask('gemini', { mode: 'effort', effort: 'high' }), null],
  ])('shows a client of %s what it may see', (_name, request, seen) => {
    const target = request.origin.protocol === 'openai-chat' ? claude : deepseek;
    const { parts } = present(request, target, thinking(target), text('Hi'));
    const shown = parts.flatMap((part) => (part.type === 'reasoning' ? [part.text] : []));
    expect(shown).toEqual(seen === null ? [] : [seen]);
    expect(parts.at(-1)).toEqual(text('Hi'));
  });

  it('case 55: a model that always thinks does not show it to a client that turned thinking off', () => {
    const off = ask('anthropic-messages', { mode: 'off' });
    const none = ask('anthropic-messages', { mode: 'effort', effort: 'none' });
    for (const request of [off, none]) {
      const { parts, events } = present(request, deepseek, thinking(deepseek), text('Hi'), call('a'));
      expect(parts).toEqual([text('Hi'), call('a')]);
      expect(events.filter(({ type }) => type === 'part_start')).toMatchObject([{ part: 0 }, { part: 1 }]);
    }
  });

  it('shows unasked reasoning where the channel says so', () => {
    const open = createTarget('openai-chat', 'deepseek', { exposeUnrequestedThinking: true });
    const protocols: ProtocolId[] = ['anthropic-messages', 'openai-responses', 'gemini'];
    for (const protocol of protocols) {
      expect(present(ask(protocol), open, thinking(open)).parts).toMatchObject([{ text: 'Let me think.' }]);
    }
  });

  it.each<[ProtocolId, string]>([
    ['openai-responses', 'encrypted'],
    ['gemini', 'signature'],
  ])('puts a signature of Anthropic into what %s has for it', (protocol, kind) => {
    const { parts } = present(ask(protocol, { show: 'summary' }), claude, signed, text('Hi'));
    expect(openState(parts)).toEqual({
      kind,
      envelope: {
        origin: { protocol: 'anthropic-messages', channelId: 'claude', model: 'm' },
        state: { kind: 'signature', data: 'sig' },
      },
    });
  });

  it('sends the text along in the envelope when the client is not shown it', () => {
    const { parts, events } = present(ask('openai-responses'), claude, signed, call('a'));
    expect(parts[0]).toMatchObject({ type: 'reasoning', text: '' });
    expect(openState(parts)?.envelope).toMatchObject({ text: 'Let me think.', state: { data: 'sig' } });
    expect(events.some(({ type }) => type === 'reasoning_delta')).toBe(false);
  });

  it('gives thinking blocks of unsigned reasoning an envelope, before they end', () => {
    const request = ask('anthropic-messages', { mode: 'adaptive' });
    const { parts, events } = present(request, deepseek, thinking(deepseek), text('Hi'));
    expect(openState(parts)).toEqual({
      kind: 'signature',
      envelope: {
        origin: { protocol: 'openai-chat', channelId: 'deepseek', model: 'm' },
        state: { kind: 'none', data: '' },
      },
    });
    expect(events.map(({ type }) => type)).toEqual([
      'start',
      'part_start',
      'reasoning_delta',
      'reasoning_state',
      'part_end',
      'part_start',
      'text_delta',
      'part_end',
      'finish',
    ]);
  });

  it('case 52: redacted thinking goes through Responses in an envelope, and past chat clients into the vault', () => {
    const redacted = thinking(claude, { text: '', state: { kind: 'redacted', data: 'blob' } });
    const responses = present(ask('openai-responses'), claude, redacted, call('a'));
    expect(openState(responses.parts)).toMatchObject({
      kind: 'encrypted',
      envelope: { state: { kind: 'redacted', data: 'blob' } },
    });
    const chat = present(ask('openai-chat', { mode: 'effort', effort: 'high' }), claude, redacted, call('a'));
    expect(chat.parts).toEqual([call('a')]);
    expect(chat.vault.findCall('a')?.reasoning.opening).toEqual([redacted]);
  });

  it('leaves the values of the client’s own protocol as they are', () => {
    const request = ask('anthropic-messages', { mode: 'adaptive' });
    expect(present(request, claude, signed, text('Hi')).parts).toEqual([signed, text('Hi')]);
  });

  it('hands chat clients the signature of a call in an envelope, and others none', () => {
    const { parts } = present(ask('openai-chat'), google, call('a', 'sig'), call('b'));
    expect(parts[1]).toEqual(call('b'));
    const [first] = parts;
    expect(first?.type === 'toolCall' && unwrapEnvelope(first.signature ?? '')).toEqual({
      origin: { protocol: 'gemini', channelId: 'google', model: 'm' },
      state: { kind: 'signature', data: 'sig' },
    });
    const anthropic = present(ask('anthropic-messages'), google, call('a', 'sig'));
    expect(anthropic.parts).toEqual([call('a')]);
    expect(anthropic.vault.findCall('a')?.signature).toBe('sig');
  });

  it('remembers reasoning with the call it led to', () => {
    const first = thinking(claude, { text: 'First.' });
    const second = thinking(claude, { text: 'Second.' });
    const third = thinking(claude, { text: 'Third.' });
    const { vault } = present(
      ask('openai-chat'),
      claude,
      first,
      text('So'),
      second,
      call('a'),
      third,
      call('b'),
    );
    expect(vault.findCall('a')?.reasoning).toEqual({ opening: [first], closing: [second] });
    expect(vault.findCall('b')?.reasoning).toEqual({ opening: [third], closing: [] });
  });

  it('remembers nothing of an answer that failed', () => {
    const vault = createReasoningVault({ clock: { now: () => 1 } });
    const presenter = createReasoningPresenter({ request: ask('openai-chat'), target: claude, vault });
    const error: CanonicalEvent = {
      type: 'error',
      error: { kind: 'truncated', message: 'Cut.', status: null, retryAfterMs: null },
    };
    for (const event of [...explode(answer(signed, call('a'))).slice(0, -1), error]) presenter.event(event);
    expect(vault.findCall('a')).toBeNull();
  });

  it('numbers parts densely while hidden and shown ones overlap', () => {
    const vault = createReasoningVault({ clock: { now: () => 1 } });
    const presenter = createReasoningPresenter({ request: ask('openai-chat'), target: claude, vault });
    const events: CanonicalEvent[] = [
      { type: 'part_start', part: 0, content: { kind: 'reasoning' } },
      { type: 'part_start', part: 1, content: { kind: 'text' } },
      { type: 'reasoning_delta', part: 0, text: 'Hm' },
      { type: 'text_delta', part: 1, text: 'Hi' },
      { type: 'reasoning_state', part: 0, state: { kind: 'signature', data: 's' } },
      { type: 'part_end', part: 0 },
      { type: 'part_end', part: 1 },
    ];
    expect(events.flatMap((event) => presenter.event(event))).toEqual([
      { type: 'part_start', part: 0, content: { kind: 'text' } },
      { type: 'text_delta', part: 0, text: 'Hi' },
      { type: 'part_end', part: 0 },
    ]);
  });
});
