import { describe, expect, it } from 'vitest';
import { PROTOCOL_IDS, type ProtocolId } from '#shared/domain/protocol';
import { resolveChannelProfile } from '#shared/domain/resolve-channel-profile';
import type { EncodeTarget } from '../protocols/canonical/codec';
import { estimateTokens } from '../protocols/canonical/estimate-tokens';
import { createConversionDesk, type ReadJob } from './conversion-desk';
import { convertRequest } from './convert-request';
import { readRequest, readWhole } from './read-request';

const LONG = '"→ naïve", \\ 中文 and\n\tlines 😀. '.repeat(40);
const CASES: ReadonlyArray<readonly [string, string]> = [
  ['plain', 'word '.repeat(200)],
  ['with all that JSON escapes', LONG],
  ['that is JSON itself', JSON.stringify({ list: Array.from({ length: 200 }, (_, n) => ({ n, a: 'b' })) })],
  ['that tells an error', `Error: ${LONG}`],
  ['that ends in white space', `${LONG}${' '.repeat(100)}`],
  ['of white space', ' \n'.repeat(400)],
];

/** Instructions, a call with its result, and a tool; the long text stands wherever one may. */
const BODIES: Readonly<Record<ProtocolId, (text: string) => object>> = {
  'anthropic-messages': (text) => ({
    model: 'm',
    max_tokens: 100,
    system: [{ type: 'text', text, cache_control: { type: 'ephemeral' } }],
    tools: [{ name: 'Write', description: text, input_schema: { type: 'object', description: text } }],
    messages: [
      { role: 'user', content: text },
      {
        role: 'assistant',
        content: [
          { type: 'text', text },
          { type: 'tool_use', id: 'toolu_1', name: 'Write', input: { path: 'a', content: text } },
        ],
      },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'toolu_1', content: text, is_error: true },
          { type: 'text', text },
        ],
      },
      { role: 'assistant', content: [{ type: 'text', text }] },
    ],
  }),
  'openai-chat': (text) => ({
    model: 'm',
    tools: [{ type: 'function', function: { name: 'Write', description: text, parameters: {} } }],
    messages: [
      { role: 'system', content: text },
      { role: 'user', content: [{ type: 'text', text }] },
      {
        role: 'assistant',
        content: text,
        tool_calls: [
          {
            id: 'call_1',
            type: 'function',
            function: { name: 'Write', arguments: JSON.stringify({ content: text }) },
          },
        ],
      },
      { role: 'tool', tool_call_id: 'call_1', content: text },
      { role: 'user', content: text },
    ],
  }),
  'openai-responses': (text) => ({
    model: 'm',
    instructions: text,
    store: false,
    tools: [{ type: 'function', name: 'Write', description: text, parameters: {} }],
    input: [
      { role: 'user', content: [{ type: 'input_text', text }] },
      { type: 'message', role: 'assistant', content: [{ type: 'output_text', text, annotations: [] }] },
      { type: 'function_call', call_id: 'call_1', name: 'Write', arguments: JSON.stringify({ text }) },
      { type: 'function_call_output', call_id: 'call_1', output: text },
    ],
  }),
  gemini: (text) => ({
    systemInstruction: { parts: [{ text }] },
    tools: [{ functionDeclarations: [{ name: 'Write', description: text }] }],
    contents: [
      { role: 'user', parts: [{ text }] },
      { role: 'model', parts: [{ text }, { functionCall: { name: 'Write', args: { text } } }] },
      { role: 'user', parts: [{ functionResponse: { name: 'Write', response: { output: text } } }] },
    ],
  }),
};

function createTarget(protocol: ProtocolId): EncodeTarget {
  return {
    channelId: 'channel-1',
    protocol,
    model: 'm',
    profile: resolveChannelProfile(protocol, {}),
    limits: { maxOutputTokens: null, contextTokens: null },
  };
}

function createJob(protocol: ProtocolId, body: object): ReadJob {
  const bytes = Buffer.from(JSON.stringify(body));
  return {
    id: 'r',
    protocol,
    body: { chunks: [bytes], length: bytes.length },
    headers: {},
    fromPath: protocol === 'gemini' ? { model: 'm', stream: false } : null,
    client: 'other',
  };
}

const writeJob = (protocol: ProtocolId) => ({
  id: 'r',
  target: createTarget(protocol),
  calls: new Map(),
  earlier: [],
  later: [],
  assumedOrigin: null,
  media: new Map(),
});

const PAIRS = PROTOCOL_IDS.flatMap((from) => PROTOCOL_IDS.map((to) => ({ from, to })));

describe.each(CASES)('a text %s', (_name, text) => {
  it.each(PAIRS)('is the same when $from is written for $to and it never was parsed', ({ from, to }) => {
    const job = createJob(from, BODIES[from](text));
    const memory = { findCall: () => null };
    const whole = convertRequest(readWhole(job), createTarget(to), {
      memory,
      newId: (length) => 'x'.repeat(length),
    });
    const desk = createConversionDesk();
    desk.read(job);
    const { body, warnings } = desk.write(writeJob(to));
    expect(JSON.parse(body.toString())).toEqual(JSON.parse(JSON.stringify(whole.body)));
    expect(warnings).toEqual(whole.warnings);
  });
});

it.each(PROTOCOL_IDS)('long texts of %s are lifted, and weigh as much', (protocol) => {
  const job = createJob(protocol, BODIES[protocol](LONG));
  const { lifted } = readRequest(job);
  expect(lifted?.texts.length).toBeGreaterThan(1);
  const desk = createConversionDesk();
  const exact = estimateTokens(readWhole(job));
  // In arguments, a sign is a little more of a token.
  expect(desk.read(job).inputTokens() / exact).toBeCloseTo(1, 1);
});

it('what a provider ran itself keeps its texts, of which a digest is made', () => {
  const results = [{ type: 'web_search_result', title: 't', url: 'https://a.example', text: LONG }];
  const job = createJob('anthropic-messages', {
    model: 'm',
    max_tokens: 1,
    messages: [
      { role: 'user', content: LONG },
      {
        role: 'assistant',
        content: [
          { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: { query: 'q' } },
          { type: 'web_search_tool_result', tool_use_id: 'srvtoolu_1', content: results },
        ],
      },
      { role: 'user', content: 'Go on' },
    ],
  });
  expect(readRequest(job).lifted).toBeNull();
});

it('a request is written again, and told, after what was read of it was let go', () => {
  const desk = createConversionDesk();
  const job = createJob('anthropic-messages', BODIES['anthropic-messages'](LONG));
  desk.read(job);
  const first = desk.write(writeJob('openai-chat'));
  expect(desk.write(writeJob('openai-chat')).body.equals(first.body)).toBe(true);
  expect(desk.messages('r')[0]).toEqual({ role: 'user', parts: [{ type: 'text', text: LONG }] });
  expect(desk.mediaUrls('r', createTarget('openai-chat'))).toEqual([]);
  desk.forget('r');
  expect(desk.has('r')).toBe(false);
});
