import { describe, expect, it } from 'vitest';
import type { ChannelProfileOverrides } from '#shared/domain/channel-profile';
import type { CanonicalPart } from '../canonical/part';
import type { CanonicalRequest } from '../canonical/request';
import { encodeRequest } from './encode-request';
import { createTarget } from './fixtures/codec-contexts';
import { createCanonicalRequest } from '../testing/create-canonical-request';

type Body = Record<string, unknown> & { input: Record<string, unknown>[] };

function encode(
  members: Partial<CanonicalRequest>,
  profile: ChannelProfileOverrides = {},
  warnings: string[] = [],
): Body {
  const { body } = encodeRequest(createCanonicalRequest(members), createTarget(profile), (warning) => {
    warnings.push(warning);
  });
  return body as Body;
}

const userTurn = (...parts: CanonicalPart[]): Partial<CanonicalRequest> => ({
  messages: [{ role: 'user', parts }],
});
const encodeText = (members: Partial<CanonicalRequest>): unknown => encode(members)['text'];
const audio = (mediaType: string): CanonicalPart => ({
  type: 'audio',
  source: { type: 'base64', mediaType, data: 'AA' },
});
const openai = { origin: { protocol: 'openai-chat', version: null, betas: [], client: 'sdk' } } as const;
const native = {
  origin: { protocol: 'openai-responses', version: null, betas: [], client: 'codex' },
} as const;

describe('encodeRequest', () => {
  it('stores nothing and asks for encrypted reasoning when the client speaks another protocol', () => {
    expect(encode({ system: [{ text: 'A' }, { text: 'B' }], stream: true, extra: { thinking: 1 } })).toEqual({
      model: 'gpt-upstream',
      stream: true,
      instructions: 'A\n\nB',
      input: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Hi' }] }],
      store: false,
      include: ['reasoning.encrypted_content'],
    });
    const { headers } = encodeRequest(createCanonicalRequest({ stream: true }), createTarget(), () => {});
    expect(headers).toEqual({ accept: 'text/event-stream' });
  });

  it('keeps what a client of this protocol said of storing, and fields nobody maps', () => {
    expect(
      encode({ ...native, meta: { store: true, metadata: { a: 'b' } }, extra: { include: ['x'], top: 1 } }),
    ).toMatchObject({ store: true, metadata: { a: 'b' }, include: ['x'], top: 1 });
    expect(encode({ ...native, meta: { store: false } })['include']).toEqual(['reasoning.encrypted_content']);
  });

  it('writes a tool loop item by item, in order and without item ids', () => {
    const { input } = encode({
      messages: [
        {
          role: 'assistant',
          phase: 'commentary',
          parts: [
            {
              type: 'reasoning',
              text: 'a\n\nb',
              summary: ['a', 'b'],
              id: 'rs_1',
              state: { kind: 'encrypted', data: 'E' },
              origin: { protocol: 'openai-responses', channelId: null, model: null },
            },
            { type: 'text', text: 'I look.' },
            { type: 'toolCall', id: 'c1', name: 'ls', namespace: 'fs', itemId: 'fc_1', args: '{"a": 1}' },
            { type: 'toolCall', id: 'c2', name: 'apply_patch', custom: true, args: '*** Begin' },
          ],
        },
        {
          role: 'user',
          parts: [
            {
              type: 'toolResult',
              callId: 'c1',
              content: [
                { type: 'text', text: 'x' },
                { type: 'text', text: 'y' },
              ],
            },
            { type: 'toolResult', callId: 'c2', custom: true, content: [] },
            { type: 'text', text: 'Go on.' },
          ],
        },
        { role: 'system', parts: [{ type: 'text', text: 'Mind this.' }] },
      ],
    });
    expect(input).toEqual([
      {
        type: 'reasoning',
        summary: [
          { type: 'summary_text', text: 'a' },
          { type: 'summary_text', text: 'b' },
        ],
        encrypted_content: 'E',
      },
      {
        type: 'message',
        role: 'assistant',
        phase: 'commentary',
        content: [{ type: 'output_text', text: 'I look.', annotations: [] }],
      },
      { type: 'function_call', call_id: 'c1', name: 'ls', namespace: 'fs', arguments: '{"a": 1}' },
      { type: 'custom_tool_call', call_id: 'c2', name: 'apply_patch', input: '*** Begin' },
      { type: 'function_call_output', call_id: 'c1', output: 'x\ny' },
      { type: 'custom_tool_call_output', call_id: 'c2', output: '' },
      { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Go on.' }] },
      { type: 'message', role: 'developer', content: [{ type: 'input_text', text: 'Mind this.' }] },
    ]);
  });

  it('case 7: a call without arguments has an empty object', () => {
    const { input } = encode({
      messages: [{ role: 'assistant', parts: [{ type: 'toolCall', id: 'c', name: 'f', args: '' }] }],
    });
    expect(input[0]).toMatchObject({ arguments: '{}' });
  });

  it('case 17: tools of a namespace stand in it again, and calls name it', () => {
    const { tools } = encode({
      ...native,
      tools: [
        {
          type: 'function',
          name: 'a',
          namespace: 'gh',
          schema: null,
          extra: { namespace_description: 'GitHub' },
        },
        { type: 'function', name: 'x', schema: null },
        { type: 'custom', name: 'b', namespace: 'gh', format: null },
      ],
    });
    const empty = { type: 'object', properties: {} };
    expect(tools).toEqual([
      {
        type: 'namespace',
        name: 'gh',
        description: 'GitHub',
        tools: [
          { type: 'function', name: 'a', parameters: empty, strict: false },
          { type: 'custom', name: 'b' },
        ],
      },
      { type: 'function', name: 'x', parameters: empty, strict: false },
    ]);
  });

  it('case 19: parallel calls are turned off', () => {
    const tools = [{ type: 'function', name: 'f', schema: null }] as const;
    expect(encode({ parallelTools: false, tools })).toMatchObject({ parallel_tool_calls: false });
    expect(encode({ parallelTools: false, tools }, { parallelToolCalls: false })).not.toHaveProperty(
      'parallel_tool_calls',
    );
    expect(encode({ parallelTools: false })).not.toHaveProperty('parallel_tool_calls');
  });

  it('case 20: a choice without tools is dropped', () => {
    const body = encode({ toolChoice: { mode: 'required' } });
    expect(body).not.toHaveProperty('tool_choice');
    expect(body).not.toHaveProperty('tools');
  });

  it.each([
    [{ mode: 'required' }, 'required'],
    [
      { mode: 'named', name: 'f' },
      { type: 'function', name: 'f' },
    ],
    [
      { mode: 'named', name: 'c' },
      { type: 'custom', name: 'c' },
    ],
    [
      { mode: 'allowed', names: ['f', 'c'], required: true },
      {
        type: 'allowed_tools',
        mode: 'required',
        tools: [
          { type: 'function', name: 'f' },
          { type: 'custom', name: 'c' },
        ],
      },
    ],
    [{ mode: 'hosted', server: 'web_search_20250305' }, { type: 'web_search' }],
  ] as const)('writes the tool choice %j', (toolChoice, expected) => {
    const body = encode(
      {
        toolChoice,
        tools: [
          { type: 'function', name: 'f', schema: null },
          { type: 'custom', name: 'c', format: null },
          { type: 'server', server: 'web_search', options: {}, protocol: 'anthropic-messages', raw: {} },
        ],
      },
      { serverTools: ['web_search'] },
    );
    expect(body['tool_choice']).toEqual(expected);
  });

  it('case 21: a result with an image is a list', () => {
    const { input } = encode(
      userTurn(
        {
          type: 'toolResult',
          callId: 'a',
          content: [
            { type: 'text', text: 'see' },
            { type: 'image', source: { type: 'base64', mediaType: 'image/png', data: 'AA' } },
          ],
        },
        { type: 'toolResult', callId: 'b', content: [{ type: 'text', text: 'ok' }] },
      ),
    );
    expect(input).toEqual([
      {
        type: 'function_call_output',
        call_id: 'a',
        output: [
          { type: 'input_text', text: 'see' },
          { type: 'input_image', detail: 'auto', image_url: 'data:image/png;base64,AA' },
        ],
      },
      { type: 'function_call_output', call_id: 'b', output: 'ok' },
    ]);
  });

  it.each([
    ['no such file', 'Error: no such file'],
    ['Error: ENOENT', 'Error: ENOENT'],
    ['Traceback (most recent call last):', 'Traceback (most recent call last):'],
  ])('case 22: a failed result says so: %s', (text, output) => {
    const { input } = encode(
      userTurn({ type: 'toolResult', callId: 'a', isError: true, content: [{ type: 'text', text }] }),
    );
    expect(input[0]).toMatchObject({ output });
  });

  it('case 38: a PDF is an input_file', () => {
    const pdf = { type: 'base64', mediaType: 'application/pdf', data: 'BB' } as const;
    expect(encode(userTurn({ type: 'document', source: pdf, title: 'a.pdf' })).input[0]).toMatchObject({
      content: [{ type: 'input_file', filename: 'a.pdf', file_data: 'data:application/pdf;base64,BB' }],
    });
  });

  it('case 40: a free-form tool goes as one, with its grammar', () => {
    const format = { type: 'grammar', syntax: 'lark', definition: 'start: /.+/' };
    expect(
      encode({ tools: [{ type: 'custom', name: 'apply_patch', description: 'd', format }] })['tools'],
    ).toEqual([{ type: 'custom', name: 'apply_patch', description: 'd', format }]);
  });

  it('case 46: what a provider needs back of its reasoning is written, whatever its kind', () => {
    const origin = { protocol: 'anthropic-messages', channelId: 'ch', model: 'm' } as const;
    const { input } = encode({
      messages: [
        {
          role: 'assistant',
          parts: [
            { type: 'reasoning', text: 'Hm', state: { kind: 'signature', data: 'rx1.S' }, origin },
            { type: 'text', text: 'x' },
          ],
        },
      ],
    });
    expect(input[0]).toEqual({
      type: 'reasoning',
      summary: [{ type: 'summary_text', text: 'Hm' }],
      encrypted_content: 'rx1.S',
    });
  });

  it('case 52: redacted reasoning has no summary', () => {
    const origin = { protocol: 'anthropic-messages', channelId: 'ch', model: 'm' } as const;
    const { input } = encode({
      messages: [
        {
          role: 'assistant',
          parts: [{ type: 'reasoning', text: '', state: { kind: 'redacted', data: 'rx1.R' }, origin }],
        },
      ],
    });
    expect(input).toEqual([{ type: 'reasoning', summary: [], encrypted_content: 'rx1.R' }]);
  });

  it('case 59: reasoning that nobody could find again is left out', () => {
    const origin = { protocol: 'openai-responses', channelId: null, model: null } as const;
    const { input } = encode({
      messages: [
        {
          role: 'assistant',
          parts: [
            { type: 'reasoning', text: 'Hm', id: 'rs_1', origin },
            { type: 'text', text: 'x' },
          ],
        },
      ],
    });
    expect(input).toHaveLength(1);
    expect(input[0]).toMatchObject({ type: 'message' });
  });

  it.each([
    [{ mode: 'default', show: 'default' }, undefined],
    [
      { mode: 'budget', budget: 31_999, show: 'default' },
      { effort: 'xhigh', summary: 'auto' },
    ],
    [{ mode: 'budget', budget: 1024, show: 'none' }, { effort: 'low' }],
    [{ mode: 'adaptive', show: 'default' }, { summary: 'auto' }],
    [{ mode: 'off', show: 'default' }, { effort: 'none' }],
    [{ mode: 'between_tools', show: 'none' }, { effort: 'low' }],
    [
      { mode: 'effort', effort: 'max', show: 'summary' },
      { effort: 'max', summary: 'auto' },
    ],
  ] as const)('case 53: reasoning %j is asked for by effort', (reasoning, expected) => {
    expect(encode({ reasoning })['reasoning']).toEqual(expected);
  });

  it('case 53: an effort that is not supported becomes the nearest lower one, or the lowest', () => {
    const warnings: string[] = [];
    const reasoning = { mode: 'budget', budget: 31_999, show: 'none' } as const;
    expect(encode({ reasoning }, { efforts: ['low', 'high'] }, warnings)['reasoning']).toEqual({
      effort: 'high',
    });
    expect(
      encode({ reasoning: { mode: 'off', show: 'none' } }, { efforts: ['low', 'high'] })['reasoning'],
    ).toEqual({ effort: 'low' });
    expect(warnings).toHaveLength(1);
    expect(encode({ reasoning }, { effortStyle: 'none' })).not.toHaveProperty('reasoning');
  });

  it('limits the answer to what the model gives, and not below what OpenAI takes', () => {
    const warnings: string[] = [];
    const target = createTarget({}, { limits: { maxOutputTokens: 8192, contextTokens: null } });
    const { body } = encodeRequest(createCanonicalRequest({ maxTokens: 64_000 }), target, (text) =>
      warnings.push(text),
    );
    expect(body).toMatchObject({ max_output_tokens: 8192 });
    expect(warnings).toHaveLength(1);
    expect(encode({ maxTokens: 1 }, { official: true })).toMatchObject({ max_output_tokens: 16 });
    expect(encode({ maxTokens: 1 })).toMatchObject({ max_output_tokens: 1 });
    expect(encode({ maxTokens: 0 })).not.toHaveProperty('max_output_tokens');
  });

  it.each([
    ['all', { temperature: 0.5, top_p: 0.9 }],
    ['oneOf', { temperature: 0.5 }],
    ['none', {}],
  ] as const)('sends the sampling a channel takes: %s', (sampling, expected) => {
    const body = encode({ sampling: { temperature: 0.5, topP: 0.9, topK: 5, seed: 1 } }, { sampling });
    const { temperature, top_p } = body;
    expect(JSON.parse(JSON.stringify({ temperature, top_p }))).toEqual(expected);
    expect(body).not.toHaveProperty('seed');
  });

  it('says what of sampling it cannot carry', () => {
    const warnings: string[] = [];
    encode({ sampling: { stop: ['x'], logprobs: true, logitBias: { 1: 2 } } }, {}, warnings);
    expect(warnings.map((text) => text.split(':')[0])).toEqual(['stop', 'logit_bias', 'top_logprobs']);
  });

  it('writes structured output, strict where the client or its protocol says so', () => {
    const loose = { type: 'object', properties: { a: { type: 'string' } } };
    const strict = { ...loose, required: ['a'], additionalProperties: false };
    expect(encodeText({ format: { type: 'schema', name: null, schema: strict } })).toEqual({
      format: { type: 'json_schema', name: 'output', schema: strict, strict: true },
    });
    expect(encodeText({ format: { type: 'schema', name: 'n', schema: loose } })).toEqual({
      format: { type: 'json_schema', name: 'n', schema: loose, strict: false },
    });
    expect(encodeText({ ...openai, format: { type: 'schema', name: 'n', schema: strict } })).toEqual({
      format: { type: 'json_schema', name: 'n', schema: strict, strict: false },
    });
    expect(encodeText({ ...openai, format: { type: 'json' }, meta: { verbosity: 'low' } })).toEqual({
      format: { type: 'json_object' },
      verbosity: 'low',
    });
  });

  it('hashes who the user is, and asks for caching by session at the official provider only', () => {
    const meta = { userId: 'user_1', sessionId: 's' };
    const official = encode({ meta }, { official: true });
    expect(official['safety_identifier']).toMatch(/^[0-9a-f]{64}$/);
    expect(official['prompt_cache_key']).toMatch(/^[0-9a-f]{64}$/);
    expect(encode({ meta })).not.toHaveProperty('safety_identifier');
    expect(encode({ meta })).not.toHaveProperty('prompt_cache_key');
    expect(encode({ ...openai, meta: { userId: 'u', cacheKey: 'k' } })).toMatchObject({
      safety_identifier: 'u',
      prompt_cache_key: 'k',
    });
  });

  it('writes tools of the provider: its own as they came, what others call so by its name here', () => {
    const raw = { type: 'file_search', vector_store_ids: ['vs_1'] };
    const shell = { type: 'local_shell' };
    const foreign = { protocol: 'anthropic-messages', raw: { type: 'x' } } as const;
    const { tools } = encode({
      tools: [
        { type: 'server', server: 'other', options: {}, protocol: 'openai-responses', raw },
        { type: 'clientBuiltin', name: 'local_shell', protocol: 'openai-responses', raw: shell },
        {
          type: 'server',
          server: 'web_search',
          options: { allowedDomains: ['a.test'], blockedDomains: ['b.test'], maxUses: 3 },
          ...foreign,
        },
        { type: 'server', server: 'code', options: {}, ...foreign },
        { type: 'clientBuiltin', name: 'bash', ...foreign },
      ],
    });
    expect(tools).toEqual([
      raw,
      shell,
      { type: 'web_search', filters: { allowed_domains: ['a.test'] } },
      { type: 'code_interpreter', container: { type: 'auto' } },
    ]);
  });

  it('writes items of the provider back in their places, and nothing of another', () => {
    const search = { id: 'ws_1', type: 'web_search_call' };
    const trigger = { type: 'compaction_trigger' };
    const own = { protocol: 'openai-responses' } as const;
    const { input } = encode({
      messages: [
        {
          role: 'assistant',
          parts: [
            { type: 'text', text: 'a' },
            { type: 'serverTool', ...own, raw: search, digest: 'd' },
            { type: 'serverTool', protocol: 'gemini', raw: { x: 1 }, digest: 'd' },
            { type: 'refusal', text: 'no' },
          ],
        },
        {
          role: 'user',
          parts: [
            { type: 'opaque', ...own, raw: { type: 'input_hologram' }, label: 'input_hologram' },
            { type: 'opaque', ...own, raw: trigger, label: 'input item compaction_trigger' },
          ],
        },
      ],
    });
    expect(input).toEqual([
      { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'a', annotations: [] }] },
      search,
      { type: 'message', role: 'assistant', content: [{ type: 'refusal', refusal: 'no' }] },
      { type: 'message', role: 'user', content: [{ type: 'input_hologram' }] },
      trigger,
    ]);
  });

  it('marks where the cache ends at the last four places, for models that know it', () => {
    const marked = Array.from({ length: 5 }, (_, index) => ({
      type: 'text' as const,
      text: String(index),
      cache: index === 4 ? { ttl: '1h' } : {},
    }));
    const { input } = encode(userTurn(...marked), { official: true, cacheControl: true });
    expect(input[0]?.['content']).toEqual([
      { type: 'input_text', text: '0' },
      { type: 'input_text', text: '1', prompt_cache_breakpoint: { mode: 'explicit' } },
      { type: 'input_text', text: '2', prompt_cache_breakpoint: { mode: 'explicit' } },
      { type: 'input_text', text: '3', prompt_cache_breakpoint: { mode: 'explicit' } },
      { type: 'input_text', text: '4', prompt_cache_breakpoint: { mode: 'explicit', ttl: '12h' } },
    ]);
    expect(JSON.stringify(encode(userTurn(...marked)))).not.toContain('cache_breakpoint');
  });

  it('writes audio it has a format for, and refuses other audio and video by name', () => {
    expect(encode(userTurn(audio('audio/mpeg'))).input[0]).toMatchObject({
      content: [{ type: 'input_audio', input_audio: { data: 'AA', format: 'mp3' } }],
    });
    const video: CanonicalPart = { type: 'video', source: { type: 'url', url: 'https://x.test/v' } };
    for (const part of [audio('audio/flac'), video])
      expect(() => encode(userTurn(part))).toThrow(
        expect.objectContaining({
          kind: 'unsupported_conversion',
          message: expect.stringMatching(/^messages\.0\.content\.0: /),
        }),
      );
  });

  it('obeys the profile: fields never sent, and always sent', () => {
    const body = encode({}, { dropParams: ['store', 'seed'], extraBody: { seed: 7 } });
    expect(body).not.toHaveProperty('store');
    expect(body).toMatchObject({ seed: 7 });
  });
});
