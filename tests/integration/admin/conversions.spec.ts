import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConversionPreview } from '#shared/domain/conversion-preview';
import { conversionPreviewSchema } from '#shared/domain/conversion-preview';
import { PROTOCOL_IDS, type ProtocolId } from '#shared/domain/protocol';
import type { RequestPage } from '#shared/contract/requests';
import type { RequestRecord } from '#shared/domain/request-record';
import { checkLog, sendSafely } from './support/invariants';
import { CHANNEL_KEY, MODEL, openAdmin, type AdminRig } from './support/open-admin';

const PATH = '/conversions/preview';
const PAIRS = PROTOCOL_IDS.flatMap((from) => PROTOCOL_IDS.map((to) => [from, to] as const));

const TOOL = { name: 'look', description: 'Looks.', input_schema: { type: 'object', properties: {} } };
const BODIES: Readonly<Record<ProtocolId, Record<string, unknown>>> = {
  'anthropic-messages': {
    model: MODEL,
    max_tokens: 50,
    system: 'Be brief.',
    tools: [TOOL],
    messages: [
      { role: 'user', content: 'Look.' },
      { role: 'assistant', content: [{ type: 'tool_use', id: 'toolu_1', name: 'look', input: { at: 1 } }] },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'toolu_1', content: 'A cat.' }] },
    ],
  },
  'openai-chat': {
    model: MODEL,
    messages: [
      { role: 'user', content: 'Look.' },
      {
        role: 'assistant',
        tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'look', arguments: '{"at":1}' } }],
      },
      { role: 'tool', tool_call_id: 'call_1', content: 'A cat.' },
    ],
  },
  'openai-responses': {
    model: MODEL,
    input: [
      { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Look.' }] },
      { type: 'function_call', call_id: 'call_1', name: 'look', arguments: '{"at":1}' },
      { type: 'function_call_output', call_id: 'call_1', output: 'A cat.' },
    ],
  },
  gemini: {
    model: MODEL,
    contents: [
      { role: 'user', parts: [{ text: 'Look.' }] },
      { role: 'model', parts: [{ functionCall: { name: 'look', args: { at: 1 } } }] },
      { role: 'user', parts: [{ functionResponse: { name: 'look', response: { output: 'A cat.' } } }] },
    ],
  },
};
const ANSWERS: Readonly<Record<ProtocolId, Record<string, unknown>>> = {
  'anthropic-messages': {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: MODEL,
    content: [{ type: 'text', text: 'It is a cat.' }],
    stop_reason: 'end_turn',
    usage: { input_tokens: 3, output_tokens: 4 },
  },
  'openai-chat': {
    id: 'chatcmpl-1',
    choices: [{ index: 0, message: { role: 'assistant', content: 'It is a cat.' }, finish_reason: 'stop' }],
  },
  'openai-responses': {
    id: 'resp_1',
    object: 'response',
    status: 'completed',
    model: MODEL,
    output: [
      {
        type: 'message',
        id: 'msg_1',
        role: 'assistant',
        status: 'completed',
        content: [{ type: 'output_text', text: 'It is a cat.', annotations: [] }],
      },
    ],
  },
  gemini: {
    candidates: [{ content: { role: 'model', parts: [{ text: 'It is a cat.' }] }, finishReason: 'STOP' }],
  },
};

let rig: AdminRig;
const channels = new Map<ProtocolId, string>();
beforeAll(async () => {
  rig = await openAdmin();
  for (const protocol of PROTOCOL_IDS) {
    const baseUrl = `${rig.provider.url}${protocol === 'gemini' || protocol === 'anthropic-messages' ? '' : '/v1'}`;
    const credentials = [{ kind: 'key', secret: CHANNEL_KEY }];
    const channel = { name: protocol, protocol, baseUrl, credentials };
    // oxlint-disable-next-line no-await-in-loop -- the database writes one after the other anyway
    channels.set(protocol, (await rig.ask<{ id: string }>('POST', '/channels', channel)).id);
  }
});
afterAll(async () => {
  checkLog(rig);
  await rig.close();
});

const target = (protocol: ProtocolId) => ({ channelId: channels.get(protocol) });

describe('a preview', () => {
  it.each(PAIRS)(
    'of %s over %s shows both ways and no key, sends nothing and stores nothing',
    async (from, to) => {
      const sent = rig.provider.requests.length;
      const stored = rig.stored();
      const before = await rig.ask<RequestPage>('GET', '/requests');
      const { received } = await sendSafely(rig, () =>
        rig.call('POST', PATH, {
          protocol: from,
          body: BODIES[from],
          target: target(to),
          response: ANSWERS[to],
        }),
      );
      expect(received.status).toBe(200);
      const preview = conversionPreviewSchema.strict().parse(JSON.parse(received.text)) as ConversionPreview;
      expect(preview).toMatchObject({
        forwarding: from === to ? 'unchanged' : 'converted',
        request: { protocol: to },
        response: { status: 200, complete: true },
      });
      for (const part of ['Look.', 'A cat.']) expect(JSON.stringify(preview.request)).toContain(part);
      expect(JSON.stringify(preview.response)).toContain('It is a cat.');
      expect(rig.provider.requests.length).toBe(sent);
      expect(rig.stored()).toBe(stored);
      expect(await rig.ask('GET', '/requests')).toEqual(before);
    },
  );

  it.each(PAIRS)('of %s over %s survives any JSON as request and as answer', async (from, to) => {
    const json = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 }), { maxKeys: 5 });
    const odd = fc
      .tuple(fc.constantFrom(...Object.keys(BODIES[from])), fc.jsonValue({ maxDepth: 4 }))
      .map(([field, value]) => ({ ...BODIES[from], [field]: value }));
    const oddAnswer = fc
      .tuple(fc.constantFrom(...Object.keys(ANSWERS[to])), fc.jsonValue({ maxDepth: 5 }))
      .map(([field, value]) => ({ ...ANSWERS[to], [field]: value }));
    const stream = fc.oneof(
      fc.string({ unit: 'binary' }),
      json.map((event) => `event: x\ndata: ${JSON.stringify(event)}\n\ndata: [DONE]\n\n`),
      oddAnswer.map((event) => `data: ${JSON.stringify(event)}\n\n`),
    );
    const answer = fc.oneof(
      json,
      oddAnswer,
      stream.map((text) => ({ stream: text })),
    );
    await fc.assert(
      fc.asyncProperty(fc.oneof(json, odd), answer, fc.boolean(), async (body, response, streamed) => {
        const input = {
          protocol: from,
          body: from === 'gemini' ? { ...body, model: MODEL } : body,
          target: target(to),
          response,
        };
        const whole = { ...input, body: { ...BODIES[from], stream: streamed } };
        for (const each of [input, whole]) {
          // oxlint-disable-next-line no-await-in-loop -- each is checked for what it left behind
          const { received } = await sendSafely(rig, () => rig.call('POST', PATH, each));
          expect([200, 400], received.text).toContain(received.status);
        }
      }),
      { numRuns: 25 },
    );
  });
});

it('a request that is converted is listed with what its conversion lost', async () => {
  const [gatewayToken = ''] = [...rig.secrets].filter((secret) => secret.startsWith('rtx_'));
  await rig.ask('PUT', '/routing/active', { channel: channels.get('anthropic-messages') });
  const answer = await rig.send({
    method: 'POST',
    path: '/v1/chat/completions',
    headers: { authorization: `Bearer ${gatewayToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      model: 'claude-fake',
      messages: [{ role: 'user', content: 'Hello' }],
      logit_bias: { '1': 5 },
    }),
  });
  expect([answer.status, answer.text]).toEqual([200, expect.stringContaining('chat.completion')]);
  const list = (): Promise<RequestPage> => rig.ask('GET', '/requests?model=claude-fake');
  await expect.poll(async () => (await list()).items.length).toBe(1);
  const [listed] = (await list()).items;
  expect(listed).toMatchObject({ outcome: 'success', warnings: [expect.stringContaining('logit_bias')] });
  expect(await rig.ask<RequestRecord>('GET', `/requests/${listed?.id}`)).toEqual(listed);
});
