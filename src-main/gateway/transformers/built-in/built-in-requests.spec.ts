import { describe, expect, it } from 'vitest';
import type { ProtocolId } from '#shared/domain/protocol';
import { BUILT_IN_TRANSFORMERS } from './index';
import type { BuiltInTransformer } from '#shared/domain/transformer-options';
import type { JsonRecord } from '../../protocols/json/read';

async function change(
  name: BuiltInTransformer,
  body: JsonRecord,
  { protocol = 'openai-chat', ...options }: { protocol?: ProtocolId; [option: string]: unknown } = {},
): Promise<JsonRecord> {
  const transformer = BUILT_IN_TRANSFORMERS[name].create(options);
  const hooks = transformer.begin({
    protocol,
    model: 'm',
    provider: 'custom',
    stream: false,
    userCode: null,
    userCodeMs: 0,
  });
  const before = structuredClone(body);
  const changed = (await hooks?.request?.(body)) ?? body;
  expect(body, 'what is passed in stays as it is').toEqual(before);
  return changed;
}

describe('maxtoken', () => {
  it.each<[ProtocolId, JsonRecord, JsonRecord]>([
    ['anthropic-messages', { max_tokens: 32_000 }, { max_tokens: 100 }],
    ['openai-chat', { max_tokens: 32_000 }, { max_tokens: 100 }],
    ['openai-chat', { max_completion_tokens: 32_000 }, { max_completion_tokens: 100 }],
    ['openai-responses', { max_output_tokens: 32_000 }, { max_output_tokens: 100 }],
    [
      'gemini',
      { generationConfig: { maxOutputTokens: 32_000, topK: 1 } },
      { generationConfig: { maxOutputTokens: 100, topK: 1 } },
    ],
  ])('caps what a client of %s asks for', async (protocol, body, expected) => {
    expect(await change('maxtoken', body, { protocol, max_tokens: 100 })).toEqual(expected);
  });

  it('leaves a smaller limit, and a request without one', async () => {
    expect(await change('maxtoken', { max_tokens: 5 }, { max_tokens: 100 })).toEqual({ max_tokens: 5 });
    expect(await change('maxtoken', {}, { max_tokens: 100 })).toEqual({});
  });
});

describe('a cap below the budget for thinking', () => {
  const thinking = { type: 'enabled', budget_tokens: 31_999 };
  const body = { max_tokens: 32_000, thinking };

  it.each([
    [8192, { max_tokens: 8192, thinking: { type: 'enabled', budget_tokens: 8191 } }],
    [1025, { max_tokens: 1025, thinking: { type: 'enabled', budget_tokens: 1024 } }],
    [1024, { max_tokens: 1024 }],
    [40_000, body],
  ])('of %i leaves room for an answer, which Anthropic asks for', async (max_tokens, expected) => {
    expect(await change('maxtoken', body, { protocol: 'anthropic-messages', max_tokens })).toEqual(expected);
  });
});

describe('what there is nothing to change about', () => {
  const tools = [
    { type: 'function', function: { name: 'f', parameters: { type: 'object', properties: {} } } },
  ];
  const messages = [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }];
  const body = { temperature: 0.5, max_tokens: 10, tools, messages, metadata: { a: 1 } };

  it.each<[BuiltInTransformer, JsonRecord]>([
    ['maxtoken', { max_tokens: 100 }],
    ['sampling', { max_tokens: 100, temperature: 0.5 }],
    ['customparams', { temperature: 1, metadata: { a: 2 } }],
    ['cleanschema', {}],
    ['cleancache', {}],
    ['stripimages', {}],
  ])('%s leaves as it is, so that its bytes stay', async (name, options) => {
    expect(await change(name, body, options)).toBe(body);
  });

  it('sampling adds no empty configuration for Gemini', async () => {
    const empty = { contents: [] };
    expect(await change('sampling', empty, { protocol: 'gemini', max_tokens: 100 })).toBe(empty);
  });
});

it('cleanschema keeps a property of any name', async () => {
  const parameters = JSON.parse('{"properties":{"__proto__":{"type":"string","default":1}}}') as JsonRecord;
  const cleaned = await change('cleanschema', { tools: [{ function: { parameters } }] });
  expect(JSON.stringify(cleaned)).toContain('{"__proto__":{"type":"string"}}');
});

describe('maxcompletiontokens', () => {
  it('renames the limit', async () => {
    expect(await change('maxcompletiontokens', { model: 'm', max_tokens: 5 })).toEqual({
      model: 'm',
      max_completion_tokens: 5,
    });
  });
});

describe('sampling', () => {
  const options = { max_tokens: 100, temperature: 0.2, top_p: 0.9, top_k: 40, repetition_penalty: 1.1 };

  it.each<[ProtocolId, JsonRecord, JsonRecord]>([
    [
      'openai-chat',
      { temperature: 1, max_tokens: 500 },
      { temperature: 0.2, top_p: 0.9, top_k: 40, repetition_penalty: 1.1, max_tokens: 100 },
    ],
    [
      'anthropic-messages',
      { temperature: 1, max_tokens: 500 },
      { temperature: 0.2, top_p: 0.9, top_k: 40, max_tokens: 100 },
    ],
    ['openai-responses', { temperature: 1 }, { temperature: 0.2, top_p: 0.9 }],
    [
      'gemini',
      { generationConfig: { stopSequences: ['x'] } },
      { generationConfig: { stopSequences: ['x'], temperature: 0.2, topP: 0.9, topK: 40 } },
    ],
  ])('sets what %s has fields for', async (protocol, body, expected) => {
    expect(await change('sampling', body, { protocol, ...options })).toEqual(expected);
  });
});

describe('cleancache', () => {
  const cache_control = { type: 'ephemeral' };

  it('finds marks at every level, and leaves a member of that name in arguments', async () => {
    const body = {
      cache_control,
      system: [{ type: 'text', text: 's', cache_control }],
      tools: [
        { name: 't', cache_control, input_schema: { properties: { cache_control: { type: 'string' } } } },
      ],
      messages: [
        { role: 'user', content: 'plain' },
        {
          role: 'assistant',
          content: [{ type: 'tool_use', id: '1', name: 't', input: { cache_control: 'kept' } }],
        },
        {
          role: 'user',
          content: [
            {
              type: 'tool_result',
              tool_use_id: '1',
              cache_control,
              content: [{ type: 'text', text: 'r', cache_control }],
            },
          ],
        },
      ],
    };
    expect(await change('cleancache', body, { protocol: 'anthropic-messages' })).toEqual({
      system: [{ type: 'text', text: 's' }],
      tools: [{ name: 't', input_schema: { properties: { cache_control: { type: 'string' } } } }],
      messages: [
        { role: 'user', content: 'plain' },
        {
          role: 'assistant',
          content: [{ type: 'tool_use', id: '1', name: 't', input: { cache_control: 'kept' } }],
        },
        {
          role: 'user',
          content: [{ type: 'tool_result', tool_use_id: '1', content: [{ type: 'text', text: 'r' }] }],
        },
      ],
    });
  });

  it('gives a body without marks back itself', async () => {
    const body = { messages: [{ role: 'user', content: [{ type: 'text', text: 'x' }] }] };
    expect(await change('cleancache', body)).toBe(body);
  });
});

describe('streamoptions', () => {
  it('asks for usage where a stream is asked for', async () => {
    expect(await change('streamoptions', { stream: true, stream_options: { a: 1 } })).toEqual({
      stream: true,
      stream_options: { a: 1, include_usage: true },
    });
    expect(await change('streamoptions', { stream: false, userCode: null, userCodeMs: 0 })).toEqual({
      stream: false,
      userCode: null,
      userCodeMs: 0,
    });
  });
});

describe('customparams', () => {
  it('fills in what the client does not say, also within objects, and not its own options', async () => {
    const body = { temperature: 1, provider: { sort: 'price' } };
    const params = { temperature: 0, seed: 7, provider: { sort: 'latency', only: ['x'] }, deny: ['nobody'] };
    expect(await change('customparams', body, params)).toEqual({
      temperature: 1,
      seed: 7,
      provider: { sort: 'price', only: ['x'] },
    });
  });
});

describe('reasoning', () => {
  it('asks for it where the client does', async () => {
    expect(await change('reasoning', { reasoning_effort: 'high' })).toEqual({
      reasoning_effort: 'high',
      thinking: { type: 'enabled' },
      enable_thinking: true,
    });
    expect(await change('reasoning', { reasoning: { max_tokens: 9 } })).toMatchObject({
      thinking: { type: 'enabled', budget_tokens: 9 },
    });
    expect(await change('reasoning', { reasoning_effort: 'none' })).toEqual({ reasoning_effort: 'none' });
    expect(await change('reasoning', {})).toEqual({});
  });

  it('forbids it', async () => {
    expect(await change('reasoning', { reasoning_effort: 'high' }, { enable: false })).toEqual({
      thinking: { type: 'disabled' },
      enable_thinking: false,
    });
    const asked = { thinking: { type: 'enabled', budget_tokens: 9 } };
    expect(await change('reasoning', asked, { protocol: 'anthropic-messages', enable: false })).toEqual({
      thinking: { type: 'disabled' },
    });
  });
});

describe('cleanschema', () => {
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    additionalProperties: false,
    properties: {
      default: { type: 'string', default: 'x', enum: ['x', 'y'] },
      list: { type: 'array', items: { type: 'object', additionalProperties: {}, format: 'odd' } },
    },
  };
  const clean = {
    type: 'object',
    properties: {
      default: { type: 'string', enum: ['x', 'y'] },
      list: { type: 'array', items: { type: 'object' } },
    },
  };

  it.each<[ProtocolId, (parameters: JsonRecord) => JsonRecord]>([
    ['anthropic-messages', (input_schema) => ({ tools: [{ name: 't', input_schema }] })],
    ['openai-chat', (parameters) => ({ tools: [{ type: 'function', function: { name: 't', parameters } }] })],
    ['openai-responses', (parameters) => ({ tools: [{ type: 'function', name: 't', parameters }] })],
    ['gemini', (parameters) => ({ tools: [{ functionDeclarations: [{ name: 't', parameters }] }] })],
  ])('cleans tools of %s, and keeps properties that are called like keywords', async (protocol, wrap) => {
    expect(await change('cleanschema', wrap(schema), { protocol, remove: ['format'] })).toEqual(wrap(clean));
  });
});

describe('stripimages', () => {
  it.each<[ProtocolId, JsonRecord, JsonRecord]>([
    [
      'anthropic-messages',
      {
        messages: [
          {
            role: 'user',
            content: [{ type: 'tool_result', content: [{ type: 'image', source: { type: 'base64' } }] }],
          },
        ],
      },
      {
        messages: [
          { role: 'user', content: [{ type: 'tool_result', content: [{ type: 'text', text: 'no' }] }] },
        ],
      },
    ],
    [
      'openai-chat',
      { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:,' } }] }] },
      { messages: [{ role: 'user', content: [{ type: 'text', text: 'no' }] }] },
    ],
    [
      'openai-responses',
      { input: [{ role: 'user', content: [{ type: 'input_image', image_url: 'data:,' }] }] },
      { input: [{ role: 'user', content: [{ type: 'input_text', text: 'no' }] }] },
    ],
    [
      'gemini',
      {
        contents: [
          {
            parts: [
              { inlineData: { mimeType: 'image/png', data: '' } },
              { inlineData: { mimeType: 'audio/wav' } },
            ],
          },
        ],
      },
      { contents: [{ parts: [{ text: 'no' }, { inlineData: { mimeType: 'audio/wav' } }] }] },
    ],
  ])('puts a note in their place for %s', async (protocol, body, expected) => {
    expect(await change('stripimages', body, { protocol, note: 'no' })).toEqual(expected);
  });
});

describe('tooluse', () => {
  const tools = [{ type: 'function', function: { name: 'Read' } }];

  it('demands a call and offers the tool that ends it', async () => {
    const changed = await change('tooluse', { messages: [{ role: 'user', content: 'x' }], tools });
    expect(changed).toMatchObject({
      tool_choice: 'required',
      tools: [{ function: { name: 'ExitTool' } }, { function: { name: 'Read' } }],
      messages: [{ role: 'user' }, { role: 'system' }],
    });
  });

  it('leaves requests without tools, and those that choose by themselves', async () => {
    const chosen = { tools, tool_choice: 'none' };
    expect(await change('tooluse', chosen)).toBe(chosen);
    const none = { messages: [] };
    expect(await change('tooluse', none)).toBe(none);
  });
});
