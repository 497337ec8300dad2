import { describe, expect, it } from 'vitest';
import type { CanonicalPart, PartOrigin } from '../canonical/part';
import type { ReasoningRequest } from '../canonical/request';
import { assistantSays, decode, encode, userSays, weatherTool } from './fixtures/contexts';

const OTHER: PartOrigin = { protocol: 'openai-responses', channelId: 'c', model: 'm' };
const call = (id: string, args = '{"city":"Paris"}'): CanonicalPart => ({
  type: 'toolCall',
  id,
  name: 'get_weather',
  args,
});
const result = (callId: string, text = 'Sunny'): CanonicalPart => ({
  type: 'toolResult',
  callId,
  content: [{ type: 'text', text }],
});
const effort = (level: ReasoningRequest['effort']): ReasoningRequest => ({
  mode: 'effort',
  ...(level !== undefined && { effort: level }),
  show: 'raw',
});

describe('encodeRequest', () => {
  it('writes a conversation with calls and their results', () => {
    const { body, headers, warnings } = encode({
      stream: true,
      system: [{ text: 'Be brief.' }],
      messages: [
        userSays('Weather?'),
        assistantSays(
          { type: 'reasoning', text: 'Hm', state: { kind: 'signature', data: 'sig' }, origin: OTHER },
          { type: 'reasoning', text: '', state: { kind: 'redacted', data: 'enc' }, origin: OTHER },
          { type: 'reasoning', text: 'Sum', state: { kind: 'encrypted', data: 'rx1.e' }, origin: OTHER },
          'Let me look.',
          call('call_1'),
        ),
        userSays(result('call_1'), 'Thanks'),
      ],
      tools: [weatherTool],
      toolChoice: { mode: 'auto' },
    });
    expect(warnings).toEqual([]);
    expect(headers).toEqual({ 'anthropic-version': '2023-06-01' });
    expect(body).toEqual({
      model: 'claude-sonnet-4-5',
      max_tokens: 1000,
      system: 'Be brief.',
      messages: [
        { role: 'user', content: [{ type: 'text', text: 'Weather?' }] },
        {
          role: 'assistant',
          content: [
            { type: 'thinking', thinking: 'Hm', signature: 'sig' },
            { type: 'redacted_thinking', data: 'enc' },
            { type: 'thinking', thinking: 'Sum', signature: 'rx1.e' },
            { type: 'text', text: 'Let me look.' },
            { type: 'tool_use', id: 'call_1', name: 'get_weather', input: { city: 'Paris' } },
          ],
        },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 'call_1', content: 'Sunny' },
            { type: 'text', text: 'Thanks' },
          ],
        },
      ],
      tools: [
        {
          name: 'get_weather',
          description: 'Weather of a city',
          input_schema: { type: 'object', properties: { city: { type: 'string' } } },
        },
      ],
      tool_choice: { type: 'auto' },
      stream: true,
    });
  });

  it('gives back to Anthropic what came in its protocol, unknown fields and betas included', () => {
    const members = {
      max_tokens: 2000,
      tools: [{ name: 'f', input_schema: { type: 'object' }, eager_input_streaming: true }],
      output_config: { effort: 'high', task_budget: { total: 5 } },
      thinking: { type: 'adaptive' },
      context_management: { edits: [] },
      service_tier: 'standard_only',
      metadata: { user_id: 'u' },
      messages: [
        { role: 'user', content: [{ type: 'hologram', x: 1 }] },
        { role: 'assistant', content: [{ type: 'server_tool_use', id: 's', name: 'web_search', input: {} }] },
        { role: 'user', content: [{ type: 'text', text: 'Go' }] },
      ],
    };
    const { request } = decode(members, { headers: { 'anthropic-beta': 'x-1,y-2' } });
    const { body, headers } = encode(request, { model: 'claude-opus-4-7', profile: { betaAllow: ['y-2'] } });
    expect(body).toEqual({ ...members, model: 'claude-opus-4-7' });
    expect(headers).toEqual({ 'anthropic-version': '2023-06-01', 'anthropic-beta': 'y-2' });
    expect(encode(request, { profile: { betaAllow: null } }).headers['anthropic-beta']).toBe('x-1,y-2');
  });

  it('leaves fields of other protocols out', () => {
    const { body } = encode({ extra: { prediction: {} }, meta: { store: true, verbosity: 'low' } });
    expect(Object.keys(body)).toEqual(['model', 'max_tokens', 'messages']);
  });

  it.each([
    ['flex', true, undefined],
    ['default', true, 'standard_only'],
    ['auto', true, 'auto'],
    ['default', false, undefined],
  ])('maps the service tier %s (official: %s) to %s', (serviceTier, official, expected) => {
    const { body } = encode({ meta: { serviceTier } }, { profile: { official } });
    expect(body['service_tier']).toBe(expected);
  });
});

describe('the limit of the answer', () => {
  it.each([
    ['what the model can', null, { maxOutputTokens: 64_000 }, 64_000],
    ['what the channel says', null, { profile: { maxOutputTokens: 4096 } }, 4096],
    ['8192', null, {}, 8192],
    ['the client, even when it only warms a cache', 0, {}, 0],
  ])('is %s', (_name, maxTokens, options, expected) => {
    const { body, warnings } = encode({ maxTokens }, options);
    expect(body['max_tokens']).toBe(expected);
    expect(warnings).toEqual([]);
  });

  it('case 63: more than the model can give is lowered, with a warning', () => {
    const { body, warnings } = encode({ maxTokens: 64_000 }, { maxOutputTokens: 8192 });
    expect(body['max_tokens']).toBe(8192);
    expect(warnings).toEqual(['max_tokens was lowered from 64000 to 8192, the most that the model answers.']);
  });

  it('case 63: is lowered to what a channel says, for a client of this protocol as well, but not to the default', () => {
    const { request } = decode({ max_tokens: 32_000 });
    const said = { profile: { maxOutputTokens: 4096 } };
    const { body, warnings } = encode(request, said);
    expect(body['max_tokens']).toBe(4096);
    expect(warnings).toEqual(['max_tokens was lowered from 32000 to 4096, the most that the model answers.']);
    expect(encode(request, { ...said, maxOutputTokens: 16_000 }).body['max_tokens']).toBe(16_000);
    expect(encode({ maxTokens: 32_000 }, said).body['max_tokens']).toBe(4096);
    expect(encode(request)).toMatchObject({ body: { max_tokens: 32_000 }, warnings: [] });
  });
});

describe('sampling', () => {
  it('case 66: a temperature above 1 is lowered, and left out for models that take none', () => {
    const sampling = { temperature: 1.7, topP: 0.5, topK: 3, seed: 1, presencePenalty: 1 };
    const { body, warnings } = encode({ sampling });
    expect(body).toMatchObject({ temperature: 1, top_p: 0.5, top_k: 3 });
    expect(warnings).toEqual(['temperature was changed from 1.7 to 1.']);
    for (const options of [
      { model: 'claude-opus-4-7' },
      { profile: { sampling: 'none' } },
      { profile: { anthropicVersion: '2026-10-21' } },
    ] as const) {
      const fixed = encode({ sampling }, options).body;
      expect(Object.keys(fixed)).toEqual(['model', 'max_tokens', 'messages']);
    }
  });

  it("keeps sampling under a cloud's version, and one of two where only one is taken", () => {
    const profile = { anthropicVersion: 'vertex-2023-10-16', sampling: 'oneOf' } as const;
    const { body } = encode({ sampling: { temperature: 0.2, topP: 0.5 } }, { profile });
    expect(body).toMatchObject({ temperature: 0.2 });
    expect(body).not.toHaveProperty('top_p');
  });

  it('leaves out what Claude refuses while it thinks', () => {
    const members = { sampling: { temperature: 0.2, topP: 0.96, topK: 3 }, reasoning: effort('low') };
    const { body, warnings } = encode({ ...members, maxTokens: 9000 });
    expect(body).toMatchObject({ top_p: 0.96 });
    expect(body).not.toHaveProperty('temperature');
    expect(warnings).toEqual(['temperature, top_k left out: the model takes no such value while thinking.']);
    expect(encode(members, { model: 'deepseek-chat' }).body).toMatchObject({ temperature: 0.2, top_k: 3 });
  });
});

describe('sampling that nobody can have', () => {
  it('is told of, and stop sequences of nothing but space are left out', () => {
    const { body, warnings } = encode({ sampling: { logprobs: true, logitBias: {}, stop: ['\n', 'X'] } });
    expect(warnings).toHaveLength(2);
    expect(body['stop_sequences']).toEqual(['X']);
  });
});

describe('output format', () => {
  it('is a field where the channel has one, else the work of others', () => {
    const format = { type: 'schema', name: 'n', schema: { type: 'object' } } as const;
    expect(encode({ format }).body['output_config']).toEqual({
      format: { type: 'json_schema', schema: { type: 'object' } },
    });
    expect(encode({ format }, { profile: { structured: 'tool' } }).body).not.toHaveProperty('output_config');
  });
});

describe("the channel's profile", () => {
  it('has the last word on top-level fields', () => {
    const profile = { dropParams: ['tools', 'stream'], extraBody: { reasoning_split: true } };
    const { body } = encode({ stream: true, tools: [weatherTool] }, { profile });
    expect(Object.keys(body)).toEqual(['model', 'max_tokens', 'messages', 'reasoning_split']);
  });
});
