import { describe, expect, it } from 'vitest';
import { resolveChannelProfile } from '#shared/domain/resolve-channel-profile';
import { createMemoryBudget } from '../memory-budget';
import type { CanonicalResponse } from '../protocols/canonical/response';
import { parseJson } from '../protocols/json/read';
import {
  createAnswerConverter,
  type AnswerConverter,
  type AnswerConverterOptions,
} from './create-answer-converter';
import { createTestAnswerContext } from './testing/create-test-answer-context';

const ID = '1234567890123456789';
const SEARCH = `{"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{"query":"q","id":${ID}}}`;
const CALL = `{"type":"tool_use","id":"toolu_1","name":"f","input":{"id":${ID}}}`;

/** Of a client of OpenAI Responses with a web search, at a channel of Anthropic's protocol. */
function createConverter(options: Partial<AnswerConverterOptions> = {}): AnswerConverter {
  const { request, newId, warn } = createTestAnswerContext('openai-responses');
  const server = {
    type: 'server',
    server: 'web_search',
    options: {},
    protocol: 'openai-responses',
    raw: { type: 'web_search' },
  } as const;
  return createAnswerConverter({
    request: { ...request, tools: [server] },
    target: {
      channelId: 'channel-1',
      protocol: 'anthropic-messages',
      model: 'm',
      profile: resolveChannelProfile('anthropic-messages', {}),
      limits: { maxOutputTokens: null, contextTokens: null },
    },
    restoration: {
      protocol: 'openai-responses',
      names: new Map(),
      custom: new Set(),
      wrapped: new Set(),
      outputTool: null,
      usedIds: new Set(),
    },
    vault: { recordCall: () => undefined },
    newId,
    warn,
    estimateInput: () => 1,
    onAnswer: null,
    ...options,
  });
}

const message = (stopReason: string): string =>
  `{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[${SEARCH},${CALL}],"stop_reason":"${stopReason}"}`;
const stream = (stopReason: string): Buffer =>
  Buffer.from(
    [
      '{"type":"message_start","message":{"id":"msg_1","model":"m"}}',
      `{"type":"content_block_start","index":0,"content_block":${SEARCH}}`,
      '{"type":"content_block_stop","index":0}',
      `{"type":"content_block_start","index":1,"content_block":${CALL}}`,
      '{"type":"content_block_stop","index":1}',
      `{"type":"message_delta","delta":{"stop_reason":"${stopReason}"}}`,
      '{"type":"message_stop"}',
    ]
      .map((json) => `data: ${json}\n\n`)
      .join(''),
  );

const WAYS: readonly [string, (converter: AnswerConverter, stopReason: string) => unknown][] = [
  ['in one piece', (converter, stopReason) => converter.response(parseJson(message(stopReason)))],
  ['as a stream', (converter, stopReason) => converter.push(stream(stopReason))],
];

describe.each(WAYS)('an answer %s', (_way, answer) => {
  it('tells whole numbers of more than 53 bits as they came', () => {
    const said = JSON.stringify(answer(createConverter(), 'tool_use'));
    expect(said).toContain(JSON.stringify(`{"id":${ID}}`).slice(1, -1));
    expect(said).toContain(`"input":{"query":"q","id":${ID}}`);
  });

  it('is remembered so that another thread can be given it', () => {
    const answers: CanonicalResponse[] = [];
    answer(createConverter({ onAnswer: (whole) => answers.push(whole) }), 'tool_use');
    expect(answers[0]?.parts).toHaveLength(2);
    expect(structuredClone(answers)).toEqual(answers);
  });

  it('that pauses tells what goes on with it so that another thread can be given it', () => {
    const converter = createConverter();
    answer(converter, 'pause_turn');
    const pause = converter.findPause();
    expect(pause?.parts[0]).toMatchObject({ type: 'serverTool' });
    expect(structuredClone(pause)).toEqual(pause);
  });
});

it('what is kept of an event that comes in parts is counted, in every hop', () => {
  const budget = createMemoryBudget(() => 10_000);
  const converter = createConverter({ memory: budget.openAccount() });
  const bytes = stream('pause_turn');
  for (let hop = 0; hop < 2; hop += 1) {
    converter.push(bytes.subarray(0, 20));
    expect(budget.used()).toBeGreaterThanOrEqual(20);
    converter.push(bytes.subarray(20));
    expect(budget.used()).toBe(0);
    converter.resume();
  }
});
