import { describe, expect, it } from 'vitest';
import { decodeBody } from './testing/chat-context';

const user = { role: 'user', content: 'Hi' };
const body = (members: object): object => ({ model: 'm', messages: [user], ...members });
const decode = (members: object) => decodeBody(body(members)).request;

describe('the request', () => {
  it('is read in full', () => {
    const request = decode({
      stream: true,
      stream_options: { include_usage: true },
      max_tokens: 10,
      max_completion_tokens: 20,
      top_p: 0.5,
      top_k: 3,
      seed: 1,
      presence_penalty: 0.1,
      frequency_penalty: 0.2,
      stop: 'END',
      n: 2,
      logprobs: true,
      top_logprobs: 4,
      logit_bias: { 50: -1 },
      user: 'u-1',
      metadata: { a: 'b' },
      prompt_cache_key: 'k',
      service_tier: 'flex',
      store: true,
      verbosity: 'low',
      min_p: 0.1,
      prediction: null,
    });
    expect(request).toEqual({
      model: 'm',
      stream: true,
      system: [],
      messages: [{ role: 'user', parts: [{ type: 'text', text: 'Hi' }] }],
      tools: [],
      toolChoice: null,
      parallelTools: null,
      maxTokens: 20,
      sampling: {
        topP: 0.5,
        topK: 3,
        seed: 1,
        presencePenalty: 0.1,
        frequencyPenalty: 0.2,
        stop: ['END'],
        n: 2,
        logprobs: true,
        topLogprobs: 4,
        logitBias: { 50: -1 },
      },
      reasoning: { mode: 'default', show: 'raw' },
      format: { type: 'text' },
      meta: {
        userId: 'u-1',
        cacheKey: 'k',
        metadata: { a: 'b' },
        serviceTier: 'flex',
        store: true,
        verbosity: 'low',
      },
      wants: { streamUsage: true, legacyFunctions: false, echo: {} },
      extra: { min_p: 0.1, prediction: null },
      origin: { protocol: 'openai-chat', version: null, betas: [], client: 'sdk' },
    });
  });

  it('case 66: keeps a temperature that others have to clamp', () => {
    expect(decode({ temperature: 1.7 }).sampling).toEqual({ temperature: 1.7 });
  });

  it('case 19: keeps parallel_tool_calls: false', () => {
    expect(decode({ parallel_tool_calls: false }).parallelTools).toBe(false);
  });

  it('case 71: wants usage in the stream only when asked', () => {
    expect(decode({ stream: true }).wants.streamUsage).toBe(false);
    expect(decode({ stream: true, stream_options: { include_usage: false } }).wants.streamUsage).toBe(false);
  });

  it('takes null for absent, and -1 for no limit', () => {
    expect(decode({ temperature: null, stop: null, tools: null, max_tokens: -1, tool_choice: null })).toEqual(
      decode({}),
    );
  });

  it('does not let a field named __proto__ become a prototype', () => {
    const request = decodeBody(
      JSON.parse('{"model":"m","messages":[{"role":"user","content":"a"}],"__proto__":{"x":1}}'),
    );
    expect(Object.getPrototypeOf(request.request.extra)).toBe(Object.prototype);
    expect('x' in request.request.extra).toBe(false);
  });

  it.each([
    [[], 'body: '],
    [{ messages: [user] }, 'model: '],
    [body({ messages: [] }), 'messages: '],
    [body({ messages: 'Hi' }), 'messages: '],
    [body({ messages: [user, 3] }), 'messages.1: '],
    [body({ messages: [{ role: 'robot', content: '' }] }), 'messages.0.role: '],
    [body({ messages: [{ role: 'user', content: 3 }] }), 'messages.0.content: '],
    [body({ messages: [{ role: 'user', content: [{ text: 'a' }] }] }), 'messages.0.content.0.type: '],
    [body({ messages: [{ role: 'user', content: [{ type: 'text' }] }] }), 'messages.0.content.0.text: '],
    [
      body({ messages: [{ role: 'user', content: [{ type: 'image_url', image_url: {} }] }] }),
      'messages.0.content.0.image_url.url: ',
    ],
    [
      body({ messages: [user, { role: 'assistant', tool_calls: [{ id: 'a', function: {} }] }] }),
      'messages.1.tool_calls.0.function.name: ',
    ],
    [body({ messages: [user, { role: 'assistant', tool_calls: {} }] }), 'messages.1.tool_calls: '],
    [body({ tools: [{ type: 'function', function: {} }] }), 'tools.0.function.name: '],
    [body({ tools: {} }), 'tools: '],
    [body({ tool_choice: 'maybe' }), 'tool_choice: '],
    [body({ tool_choice: { type: 'function' } }), 'tool_choice.function: '],
    [body({ temperature: 'hot' }), 'temperature: '],
    [body({ stream: 'yes' }), 'stream: '],
    [body({ stop: [1] }), 'stop: '],
    [body({ max_tokens: 0 }), 'max_tokens: '],
    [body({ response_format: { type: 'xml' } }), 'response_format.type: '],
    [body({ response_format: { type: 'json_schema' } }), 'response_format.json_schema.schema: '],
  ])('refuses %j, naming the field', (json, path) => {
    expect(() => decodeBody(json)).toThrow(
      expect.objectContaining({
        kind: 'invalid_request',
        message: expect.stringMatching(new RegExp(`^${path}`)),
      }),
    );
  });

  it('refuses speech, which only this protocol has', () => {
    expect(() => decode({ modalities: ['text', 'audio'] })).toThrow(
      expect.objectContaining({ kind: 'unsupported_conversion' }),
    );
  });
});

describe('reasoning', () => {
  it.each([
    [{ reasoning_effort: 'high' }, { mode: 'effort', effort: 'high' }],
    [{ reasoning_effort: 'none' }, { mode: 'off' }],
    [{ reasoning: { effort: 'low' } }, { mode: 'effort', effort: 'low' }],
    [{ reasoning: { max_tokens: 2000 } }, { mode: 'budget', budget: 2000 }],
    [{ reasoning: { enabled: true } }, { mode: 'adaptive' }],
    [{ reasoning: { enabled: false, effort: 'high' } }, { mode: 'off' }],
    [{ thinking: { type: 'enabled' } }, { mode: 'adaptive' }],
    [
      { thinking: { type: 'enabled' }, reasoning_effort: 'max' },
      { mode: 'effort', effort: 'max' },
    ],
    [{ thinking: { type: 'disabled' }, reasoning_effort: 'max' }, { mode: 'off' }],
    [
      { enable_thinking: true, thinking_budget: 500 },
      { mode: 'budget', budget: 500 },
    ],
    [{ enable_thinking: false }, { mode: 'off' }],
  ])('is asked for by %j', (members, expected) => {
    expect(decode(members).reasoning).toEqual({ ...expected, show: 'raw' });
  });

  it('is not shown to who excludes it, and a word nobody knows is left out', () => {
    expect(decode({ reasoning: { effort: 'low', exclude: true } }).reasoning.show).toBe('none');
    const { request, warnings } = decodeBody(body({ reasoning_effort: 'huge' }));
    expect(request.reasoning.mode).toBe('default');
    expect(warnings).toEqual(['reasoning_effort "huge" is not known and was left out']);
  });
});

describe('response_format', () => {
  it('is text, JSON or a schema', () => {
    const schema = { type: 'object' };
    expect(decode({ response_format: { type: 'text' } }).format).toEqual({ type: 'text' });
    expect(decode({ response_format: { type: 'json_object' } }).format).toEqual({ type: 'json' });
    expect(
      decode({ response_format: { type: 'json_schema', json_schema: { name: 'n', schema, strict: true } } })
        .format,
    ).toEqual({ type: 'schema', name: 'n', schema, strict: true });
  });
});
