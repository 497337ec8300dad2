import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../errors';
import { decodeRequest } from './decode-request';
import { decode } from './fixtures/contexts';

function rejection(members: object): GatewayError {
  try {
    decode(members);
  } catch (error) {
    if (error instanceof GatewayError) return error;
    throw error;
  }
  throw new Error('the request was taken');
}

describe('decodeRequest', () => {
  it('reads every field it has a place for', () => {
    const { request, warnings } = decode(
      {
        stream: true,
        system: 'Be brief.',
        temperature: 0.5,
        top_p: 0.9,
        top_k: 5,
        stop_sequences: ['END'],
        tools: [
          {
            name: 'f',
            description: 'd',
            input_schema: { type: 'object' },
            strict: true,
            defer_loading: true,
          },
        ],
        tool_choice: { type: 'tool', name: 'f', disable_parallel_tool_use: true },
        thinking: { type: 'adaptive', display: 'summarized' },
        output_config: { effort: 'xhigh', format: { type: 'json_schema', schema: { type: 'object' } } },
        metadata: { user_id: 'u' },
        service_tier: 'auto',
        cache_control: { type: 'ephemeral', ttl: '1h' },
      },
      { headers: { 'anthropic-version': '2023-06-01', 'anthropic-beta': 'a-1, b-2,,a-1' } },
    );
    expect(warnings).toEqual([]);
    expect(request).toEqual({
      model: 'claude-sonnet-4-5',
      stream: true,
      system: [{ text: 'Be brief.' }],
      messages: [{ role: 'user', parts: [{ type: 'text', text: 'Hi' }] }],
      tools: [
        {
          type: 'function',
          name: 'f',
          description: 'd',
          schema: { type: 'object' },
          strict: true,
          extra: { defer_loading: true },
        },
      ],
      toolChoice: { mode: 'named', name: 'f' },
      parallelTools: false,
      maxTokens: 1000,
      sampling: { temperature: 0.5, topP: 0.9, topK: 5, stop: ['END'] },
      reasoning: { mode: 'adaptive', effort: 'xhigh', show: 'summary' },
      format: { type: 'schema', name: null, schema: { type: 'object' } },
      meta: { userId: 'u', serviceTier: 'auto', autoCache: { ttl: '1h' } },
      wants: { streamUsage: false, legacyFunctions: false, echo: {} },
      extra: {},
      origin: {
        protocol: 'anthropic-messages',
        version: '2023-06-01',
        betas: ['a-1', 'b-2'],
        client: 'claude-code',
      },
    });
  });

  it.each([
    [
      { thinking: { type: 'enabled', budget_tokens: 4096, display: 'omitted' } },
      { mode: 'budget', budget: 4096, show: 'none' },
    ],
    [{ thinking: { type: 'disabled' } }, { mode: 'off', show: 'default' }],
    [{ thinking: { type: 'between_tools' } }, { mode: 'between_tools', show: 'default' }],
    [
      { thinking: null, output_config: { effort: 'low' } },
      { mode: 'effort', effort: 'low', show: 'none' },
    ],
    [{}, { mode: 'default', show: 'default' }],
  ])('reads how to think from %j', (members, reasoning) => {
    expect(decode(members).request.reasoning).toEqual(reasoning);
  });

  it.each([
    ['{"device_id":"d","account_uuid":"","session_id":"s-1"}', 's-1'],
    ['user_0a_account_11-22_session_33-44', '33-44'],
    ['someone', 'from-header'],
    ['{"session_id":', 'from-header'],
  ])('finds the session in the user id %s', (userId, sessionId) => {
    const { request } = decode(
      { metadata: { user_id: userId } },
      { headers: { 'x-claude-code-session-id': 'from-header' } },
    );
    expect(request.meta).toEqual({ userId, sessionId });
  });

  it('keeps unknown fields apart, even one called __proto__', () => {
    const body =
      '{"model":"m","messages":[{"role":"user","content":"x"}],"context_management":{"edits":[]},"__proto__":{"x":1}}';
    const { extra } = decodeRequest(JSON.parse(body), {
      headers: {},
      fromPath: null,
      client: 'other',
      warn: () => undefined,
    });
    expect(JSON.stringify(extra)).toBe('{"context_management":{"edits":[]},"__proto__":{"x":1}}');
    expect(Object.getPrototypeOf(extra)).toBe(Object.prototype);
  });

  it('keeps what output_config holds besides effort and format', () => {
    const { extra } = decode({ output_config: { effort: 'low', task_budget: { total: 5 } } }).request;
    expect(extra).toEqual({ output_config: { task_budget: { total: 5 } } });
  });

  it.each([
    [{ model: 3 }, 'model: a string is required'],
    [{ model: '' }, 'model: must not be empty'],
    [{ messages: {} }, 'messages: an array is required'],
    [{ messages: [] }, 'messages: at least one message is required'],
    [{ messages: ['x'] }, 'messages.0: an object is required'],
    [{ messages: [{ role: 'tool', content: '' }] }, 'messages.0.role: must be user, assistant or system'],
    [{ messages: [{ role: 'user', content: 3 }] }, 'messages.0.content: a string or an array is required'],
    [{ messages: [{ role: 'user', content: [{}] }] }, 'messages.0.content.0.type: a string is required'],
    [
      { messages: [{ role: 'user', content: [{ type: 'text' }] }] },
      'messages.0.content.0.text: a string is required',
    ],
    [
      { messages: [{ role: 'user', content: [{ type: 'image', source: { type: 'x' } }] }] },
      'messages.0.content.0.source.type: must be base64, url or file',
    ],
    [
      { messages: [{ role: 'assistant', content: [{ type: 'tool_use', id: 'a' }] }] },
      'messages.0.content.0.name: a string is required',
    ],
    [{ max_tokens: 1.5 }, 'max_tokens: a whole number is required'],
    [{ max_tokens: -1 }, 'max_tokens: a whole number is required'],
    [{ temperature: '1' }, 'temperature: a number is required'],
    [{ stop_sequences: [1] }, 'stop_sequences.0: a string is required'],
    [{ tools: [{ description: 'x' }] }, 'tools.0.name: a string is required'],
    [{ tools: [{ name: 'x', input_schema: [] }] }, 'tools.0.input_schema: an object is required'],
    [{ tool_choice: { type: 'x' } }, 'tool_choice.type: must be auto, any, tool or none'],
    [{ thinking: { type: 'enabled' } }, 'thinking.budget_tokens: a whole number is required'],
    [{ system: [{ type: 'text' }] }, 'system.0.text: a string is required'],
  ])('names the field that is wrong in %j', (members, message) => {
    expect(rejection(members)).toMatchObject({ kind: 'invalid_request', message });
  });

  it('refuses a body that is no object', () => {
    const context = { headers: {}, fromPath: null, client: 'other', warn: () => undefined } as const;
    expect(() => decodeRequest([], context)).toThrow('body: a JSON object is required');
  });

  it('case 61: a thread is refused with the code that makes the SDK send all messages', () => {
    expect(rejection({ thread: { type: 'create' } })).toMatchObject({
      kind: 'unsupported_conversion',
      code: 'thread_unsupported_request',
    });
    expect(decode({ thread: null }).request.messages).toHaveLength(1);
  });

  it.each([
    [{ mcp_servers: [{ type: 'url', url: 'https://example.com' }] }, 'mcp_servers'],
    [{ compaction: { type: 'summarize' } }, 'compaction'],
  ])('refuses %j, whose meaning would be lost', (members, name) => {
    expect(rejection(members)).toMatchObject({
      kind: 'unsupported_conversion',
      message: expect.stringMatching(new RegExp(`^${name}: `)),
    });
  });

  it('tells which fields are lost, and is silent about those Claude Code always sends', () => {
    const { warnings } = decode({
      speed: 'fast',
      inference_geo: 'eu',
      container: 'c',
      mcp_servers: [],
      context_management: {},
      diagnostics: { previous_message_id: 'm' },
    });
    expect(warnings).toEqual([
      'speed was left out: only Anthropic has it.',
      'inference_geo was left out: only Anthropic has it.',
      'container was left out: only Anthropic has it.',
    ]);
  });

  it('case 65: the newest anthropic-version is read like any other', () => {
    const { request } = decode({}, { headers: { 'anthropic-version': '2026-10-21' } });
    expect(request.origin.version).toBe('2026-10-21');
  });

  it('case 32: cache marks of a system prompt in blocks are kept apart from its text', () => {
    const { system } = decode({
      system: [
        { type: 'text', text: 'A', cache_control: { type: 'ephemeral' } },
        { type: 'text', text: 'B' },
      ],
    }).request;
    expect(system).toEqual([{ text: 'A', cache: {} }, { text: 'B' }]);
  });
});
