import { describe, expect, it } from 'vitest';
import { EMPTY_ROUTING_TABLE } from '#shared/domain/routing-table';
import { DEFAULT_SETTINGS } from '#shared/domain/settings';
import { testChannel } from '#tests/support/gateway/start-test-gateway';
import type { RoutePlan } from '../routing/plan-route';
import { matchEndpoint } from '../server/match-endpoint';
import { createConversationMemory } from './conversation-memory';
import { createRequestHistory } from './request-history';
import { toRequestBody } from '../request-body';
import { createBodyScanner } from './scan-body';

const baseUrl = 'http://127.0.0.1:1';
const A = testChannel({ id: 'a', protocol: 'openai-responses', baseUrl });
const B = testChannel({ id: 'b', protocol: 'openai-responses', baseUrl });
const CHAT = testChannel({ id: 'chat', protocol: 'openai-chat', baseUrl });

function setUp() {
  const memory = createConversationMemory({ now: () => 0, monotonic: () => 0 });
  const of = (body: object, sessionId: string | null = null, tokenId = 'tk') => {
    const endpoint = matchEndpoint('POST', '/v1/responses');
    if (endpoint.type !== 'upstream') throw new Error('not an upstream path');
    const bytes = Buffer.from(JSON.stringify({ model: 'm', ...body }));
    const scanner = createBodyScanner();
    scanner.push(bytes);
    const plainBody = toRequestBody(bytes);
    const prepared = {
      ...scanner.finish(),
      endpoint,
      headers: {},
      login: {},
      query: '',
      body: plainBody,
      plainBody,
      model: 'm',
    };
    const config = {
      channels: [A, B, CHAT],
      tokens: [],
      routing: EMPTY_ROUTING_TABLE,
      settings: DEFAULT_SETTINGS,
    };
    return createRequestHistory({ memory, config, prepared, tokenId, sessionId });
  };
  return { memory, of };
}

const plan: RoutePlan = {
  targets: [A, B, CHAT].map((channel) => ({ channel, credential: null, upstreamModel: 'm', reason: '' })),
};
const ids = ({ targets }: RoutePlan): string[] => targets.map(({ channel }) => channel.id);
const facts = { usage: null, stopReason: null, responseId: 'resp_1' };

describe('a request that refers to what a provider keeps', () => {
  it('case 62: goes to the channel that has it, and to no other', () => {
    const { of } = setUp();
    of({}).record('b', facts);
    expect(ids(of({ previous_response_id: 'resp_1' }).pin(plan))).toEqual(['b']);
    expect(ids(of({ previous_response_id: 'resp_2' }).pin(plan))).toEqual(['a']);
    expect(ids(of({ conversation: { id: 'conv_1' } }).pin(plan))).toEqual(['a']);
    expect(ids(of({}).pin(plan))).toEqual(['a', 'b', 'chat']);
  });

  it('case 62: may go anywhere when Routex itself keeps it', () => {
    const { memory, of } = setUp();
    memory.vault.of('tk').recordConversation('resp_ours', []);
    const history = of({ previous_response_id: 'resp_ours' });
    expect(ids(history.pin(plan))).toEqual(['a', 'b', 'chat']);
    expect(history.isOurs()).toBe(true);
  });

  it('is not known to another gateway token, whoever keeps it', () => {
    const { memory, of } = setUp();
    of({}).record('b', facts);
    const native = of({ previous_response_id: 'resp_1' }, null, 'tk_other');
    expect(() => native.pin(plan)).toThrow(
      expect.objectContaining({ kind: 'invalid_request', code: 'previous_response_not_found' }),
    );
    memory.vault.of('tk').recordConversation('resp_ours', []);
    expect(of({ previous_response_id: 'resp_ours' }, null, 'tk_other').isOurs()).toBe(false);
  });

  it('is left to a conversion where no channel of its protocol is planned', () => {
    const { of } = setUp();
    const chat = { targets: plan.targets.filter(({ channel }) => channel === CHAT) };
    expect(of({ previous_response_id: 'resp_1' }).pin(chat)).toBe(chat);
  });
});

describe('a conversation that changes channels', () => {
  it('case 47: is known by its name', () => {
    const { of } = setUp();
    of({}, 's').record('a', facts);
    expect(of({}, 's').findOther(B)).toBe('a');
    expect(of({}, 's').findOther(A)).toBeNull();
    expect(of({}, 'another').findOther(B)).toBeNull();
  });

  it('case 47: is known by what a channel has encrypted, where it has no name', () => {
    const { of } = setUp();
    const item = { type: 'reasoning', encrypted_content: 'gAAAAABoIrDVX9ig6VMyV4ZCB' };
    of({}).watch(A)?.(Buffer.from(JSON.stringify(item)));
    expect(of({ input: [item] }).findOther(B)).toBe('a');
    expect(of({ input: [item] }).findOther(A)).toBeNull();
    expect(of({}, 's').watch(A)).toBeNull();
  });
});
