import { describe, expect, it } from 'vitest';
import type { CanonicalRequest } from '../canonical/request';
import { decodeRequest } from './decode-request';
import { createDecodeContext } from './fixtures/codec-contexts';

function decode(body: object, warnings: string[] = []): CanonicalRequest {
  const warn = (warning: string): void => void warnings.push(warning);
  return decodeRequest({ model: 'm', ...body }, createDecodeContext({ warn, client: 'codex' }));
}

const user = (text: string): object => ({
  type: 'message',
  role: 'user',
  content: [{ type: 'input_text', text }],
});

describe('decodeRequest', () => {
  it('reads a text as one message of the user', () => {
    expect(decode({ input: 'Hi', instructions: 'Be brief.' })).toMatchObject({
      model: 'm',
      stream: false,
      system: [{ text: 'Be brief.' }],
      messages: [{ role: 'user', parts: [{ type: 'text', text: 'Hi' }] }],
      maxTokens: null,
      origin: { protocol: 'openai-responses', client: 'codex' },
    });
  });

  it('takes leading developer messages for instructions, later ones for messages', () => {
    const request = decode({
      instructions: 'A',
      input: [
        { type: 'additional_tools', role: 'developer', tools: [] },
        { role: 'developer', content: 'B' },
        user('Hi'),
        { role: 'system', content: [{ type: 'input_text', text: 'C' }] },
      ],
    });
    expect(request.system).toEqual([{ text: 'A' }, { text: 'B' }]);
    expect(request.messages.map(({ role }) => role)).toEqual(['user', 'system']);
  });

  it('folds what the model said and called into one turn, and the results into one', () => {
    const { messages } = decode({
      input: [
        { role: 'user', content: 'Go' },
        {
          type: 'reasoning',
          id: 'rs_1',
          summary: [{ type: 'summary_text', text: 'Hm' }],
          encrypted_content: 'E',
        },
        { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'I look.' }] },
        { type: 'function_call', id: 'fc_1', call_id: 'c1', name: 'ls', arguments: '{"a": 1}' },
        { type: 'custom_tool_call', call_id: 'c2', name: 'apply_patch', input: '*** Begin' },
        { type: 'function_call_output', call_id: 'c1', output: 'x' },
        { type: 'custom_tool_call_output', call_id: 'c2', output: 'y' },
        { role: 'assistant', content: 'Done.' },
        user('a'),
        user('b'),
      ],
    });
    expect(messages).toEqual([
      { role: 'user', parts: [{ type: 'text', text: 'Go' }] },
      {
        role: 'assistant',
        parts: [
          {
            type: 'reasoning',
            text: 'Hm',
            summary: ['Hm'],
            id: 'rs_1',
            state: { kind: 'encrypted', data: 'E' },
            origin: { protocol: 'openai-responses', channelId: null, model: null },
          },
          { type: 'text', text: 'I look.' },
          { type: 'toolCall', id: 'c1', name: 'ls', itemId: 'fc_1', args: '{"a": 1}' },
          { type: 'toolCall', id: 'c2', name: 'apply_patch', custom: true, args: '*** Begin' },
        ],
      },
      {
        role: 'user',
        parts: [
          { type: 'toolResult', callId: 'c1', content: [{ type: 'text', text: 'x' }] },
          { type: 'toolResult', callId: 'c2', custom: true, content: [{ type: 'text', text: 'y' }] },
        ],
      },
      { role: 'assistant', parts: [{ type: 'text', text: 'Done.' }] },
      { role: 'user', parts: [{ type: 'text', text: 'a' }] },
      { role: 'user', parts: [{ type: 'text', text: 'b' }] },
    ]);
  });

  it('keeps commentary and final answer apart', () => {
    const { messages } = decode({
      input: [
        { role: 'assistant', phase: 'commentary', content: 'a' },
        { type: 'function_call', call_id: 'c', name: 'f', arguments: '' },
        { role: 'assistant', phase: 'final_answer', content: 'b' },
      ],
    });
    expect(messages.map(({ phase, parts }) => [phase, parts.length])).toEqual([
      ['commentary', 2],
      ['final_answer', 1],
    ]);
  });

  it('reads images, files and audio', () => {
    const { messages } = decode({
      input: [
        {
          role: 'user',
          content: [
            { type: 'input_image', image_url: 'data:image/PNG;base64,AAAA', detail: 'high' },
            {
              type: 'input_image',
              image_url: 'https://x.test/a.png',
              prompt_cache_breakpoint: { mode: 'explicit', ttl: '12h' },
            },
            { type: 'input_image', file_id: 'file_1' },
            { type: 'input_file', filename: 'a.pdf', file_data: 'data:application/pdf;base64,BBBB' },
            { type: 'input_file', filename: 'a.csv', file_data: 'CCCC' },
            { type: 'input_file', file_url: 'https://x.test/a.pdf' },
            { type: 'input_audio', input_audio: { data: 'DDDD', format: 'mp3' } },
            { type: 'input_hologram', depth: 3 },
          ],
        },
      ],
    });
    expect(messages[0]?.parts).toEqual([
      { type: 'image', source: { type: 'base64', mediaType: 'image/png', data: 'AAAA' }, detail: 'high' },
      { type: 'image', source: { type: 'url', url: 'https://x.test/a.png' }, cache: { ttl: '1h' } },
      { type: 'image', source: { type: 'file', fileId: 'file_1' } },
      {
        type: 'document',
        source: { type: 'base64', mediaType: 'application/pdf', data: 'BBBB' },
        title: 'a.pdf',
      },
      { type: 'document', source: { type: 'base64', mediaType: 'text/csv', data: 'CCCC' }, title: 'a.csv' },
      { type: 'document', source: { type: 'url', url: 'https://x.test/a.pdf' } },
      { type: 'audio', source: { type: 'base64', mediaType: 'audio/mpeg', data: 'DDDD' } },
      {
        type: 'opaque',
        protocol: 'openai-responses',
        raw: { type: 'input_hologram', depth: 3 },
        label: 'input_hologram',
      },
    ]);
  });

  it('case 17: a namespace becomes its tools, each with its name', () => {
    const { tools, messages, toolChoice } = decode({
      input: [
        { type: 'function_call', call_id: 'c', name: 'create_issue', namespace: 'mcp__gh', arguments: '{}' },
      ],
      tool_choice: { type: 'function', name: 'create_issue', namespace: 'mcp__gh' },
      tools: [
        {
          type: 'namespace',
          name: 'mcp__gh',
          description: 'GitHub',
          tools: [
            { type: 'function', name: 'create_issue', parameters: { type: 'object' }, strict: false },
            { type: 'custom', name: 'query', format: { type: 'grammar', syntax: 'lark', definition: 'x' } },
          ],
        },
      ],
    });
    expect(tools).toEqual([
      {
        type: 'function',
        name: 'create_issue',
        namespace: 'mcp__gh',
        schema: { type: 'object' },
        strict: false,
        extra: { namespace_description: 'GitHub' },
      },
      {
        type: 'custom',
        name: 'query',
        namespace: 'mcp__gh',
        format: { type: 'grammar', syntax: 'lark', definition: 'x' },
      },
    ]);
    expect(messages[0]?.parts[0]).toMatchObject({ name: 'create_issue', namespace: 'mcp__gh' });
    expect(toolChoice).toEqual({ mode: 'named', name: 'create_issue', namespace: 'mcp__gh' });
  });

  it('case 41: a function called apply_patch is a function, and only the built-in type is one', () => {
    const { tools } = decode({
      tools: [
        { type: 'function', name: 'apply_patch', parameters: null, strict: null, defer_loading: true },
        { type: 'apply_patch' },
        { type: 'local_shell' },
        { type: 'shell', environment: { type: 'container_auto' } },
      ],
    });
    expect(tools).toEqual([
      { type: 'function', name: 'apply_patch', schema: null, extra: { defer_loading: true } },
      {
        type: 'clientBuiltin',
        name: 'apply_patch',
        protocol: 'openai-responses',
        raw: { type: 'apply_patch' },
      },
      {
        type: 'clientBuiltin',
        name: 'local_shell',
        protocol: 'openai-responses',
        raw: { type: 'local_shell' },
      },
      expect.objectContaining({ type: 'server', server: 'other' }),
    ]);
  });

  it('reads the tools of the provider', () => {
    const search = {
      type: 'web_search',
      filters: { allowed_domains: ['a.test'] },
      search_context_size: 'low',
      user_location: { type: 'approximate', city: 'Köln' },
    };
    const { tools } = decode({
      tools: [
        search,
        { type: 'web_search_preview_2025_03_11' },
        { type: 'code_interpreter', container: 'c' },
        { type: 'mcp', server_label: 's' },
      ],
    });
    expect(tools.map((tool) => tool.type === 'server' && [tool.server, tool.options])).toEqual([
      [
        'web_search',
        {
          allowedDomains: ['a.test'],
          contextSize: 'low',
          userLocation: { type: 'approximate', city: 'Köln' },
        },
      ],
      ['web_search', {}],
      ['code', {}],
      ['other', {}],
    ]);
  });

  it('adds tools and settings that come within the input; the latest definition counts', () => {
    const request = decode({
      reasoning: { effort: 'low', summary: 'auto' },
      tools: [{ type: 'function', name: 'a', parameters: null }],
      input: [
        {
          type: 'additional_tools',
          role: 'developer',
          tools: [{ type: 'custom', name: 'apply_patch', format: null }],
        },
        user('Hi'),
        { type: 'tool_search_call', call_id: 't', arguments: { q: 'x' }, execution: 'client' },
        {
          type: 'tool_search_output',
          call_id: 't',
          execution: 'client',
          tools: [
            { type: 'function', name: 'a', description: 'new', parameters: { type: 'object' } },
            { type: 'function', name: 'b', parameters: { type: 'object' } },
          ],
        },
        { type: 'configuration_update', reasoning: { effort: 'xhigh' } },
        {
          type: 'configuration_update',
          text: { format: { type: 'json_schema', name: 'n', schema: { type: 'object' } } },
        },
      ],
    });
    expect(request.tools.map((tool) => ('name' in tool ? [tool.name, tool.type] : null))).toEqual([
      ['a', 'function'],
      ['apply_patch', 'custom'],
      ['b', 'function'],
    ]);
    expect(request.tools[0]).toMatchObject({ description: 'new' });
    expect(request.reasoning).toEqual({ mode: 'effort', effort: 'xhigh', show: 'summary' });
    expect(request.format).toEqual({ type: 'schema', name: 'n', schema: { type: 'object' } });
    expect(request.messages.map(({ role, parts }) => [role, parts[0]])).toMatchObject([
      ['user', { type: 'text' }],
      ['assistant', { type: 'serverTool', digest: 'Searched tools: {"q":"x"}' }],
      ['user', { type: 'serverTool', digest: 'Found tools: a, b' }],
    ]);
  });

  it('tells in short what tools of the provider did', () => {
    const items = [
      { type: 'web_search_call', action: { type: 'search', query: 'q' } },
      { type: 'web_search_call', action: { type: 'open_page', url: 'https://x.test' } },
      { type: 'code_interpreter_call', code: '1+1', outputs: [{ type: 'logs', logs: '2' }] },
      { type: 'mcp_call', server_label: 's', name: 'n', arguments: '{}', output: 'ok' },
      { type: 'local_shell_call', action: { type: 'exec', command: ['ls', '-l'] } },
      { type: 'local_shell_call_output', output: 'total 0' },
      { type: 'mcp_list_tools', tools: [] },
    ];
    const parts = decode({ input: items }).messages.flatMap((message) => message.parts);
    expect(parts.map((part) => part.type === 'serverTool' && part.digest)).toEqual([
      'Searched the web: q',
      'Opened https://x.test',
      'Ran code:\n1+1\nOutput:\n2',
      'Called s.n({}): ok',
      'Ran in a shell: ls -l',
      'Output of the shell:\ntotal 0',
      '',
    ]);
    expect(parts.every((part, index) => part.type === 'serverTool' && part.raw === items[index])).toBe(true);
  });

  it('keeps a compaction, and an item it does not know', () => {
    const compaction = { type: 'compaction', encrypted_content: 'E' };
    const trigger = { type: 'compaction_trigger' };
    expect(decode({ input: [compaction, user('a'), trigger] }).messages).toEqual([
      {
        role: 'user',
        parts: [{ type: 'compaction', protocol: 'openai-responses', raw: compaction, text: null }],
      },
      { role: 'user', parts: [{ type: 'text', text: 'a' }] },
      {
        role: 'user',
        parts: [
          {
            type: 'opaque',
            protocol: 'openai-responses',
            raw: trigger,
            label: 'input item compaction_trigger',
          },
        ],
      },
    ]);
  });

  it('case 26: what names a result is kept as it was given', () => {
    const { messages } = decode({
      input: [
        { type: 'function_call', id: 'fc_9', call_id: 'c9', name: 'f', arguments: '{}' },
        { type: 'function_call_output', call_id: 'fc_9', output: 'x' },
        { type: 'function_call_output', name: 'f', output: { a: 1 } },
      ],
    });
    expect(messages[0]?.parts[0]).toMatchObject({ id: 'c9', itemId: 'fc_9' });
    expect(messages[1]?.parts).toEqual([
      { type: 'toolResult', callId: 'fc_9', content: [{ type: 'text', text: 'x' }] },
      { type: 'toolResult', callId: '', name: 'f', content: [{ type: 'text', text: '{"a":1}' }] },
    ]);
  });

  it('case 21: a result with text and image keeps both', () => {
    const { messages } = decode({
      input: [
        {
          type: 'function_call_output',
          call_id: 'c',
          output: [
            { type: 'input_text', text: 'see' },
            { type: 'input_image', image_url: 'data:image/png;base64,AA' },
          ],
        },
      ],
    });
    expect(messages[0]?.parts[0]).toMatchObject({
      content: [
        { type: 'text', text: 'see' },
        { type: 'image', source: { mediaType: 'image/png' } },
      ],
    });
  });

  it('case 46: encrypted reasoning is given on as it came', () => {
    const { messages } = decode({
      input: [{ type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'rx1.abc' }],
    });
    expect(messages[0]?.parts[0]).toMatchObject({ text: '', state: { kind: 'encrypted', data: 'rx1.abc' } });
  });

  it('case 59: reasoning without its encrypted content has no state', () => {
    const { messages } = decode({
      input: [{ type: 'reasoning', id: 'rs_1', summary: [{ type: 'summary_text', text: 'a' }] }],
    });
    expect(messages[0]?.parts[0]).not.toHaveProperty('state');
  });

  it('case 62: a previous response is named, not resolved', () => {
    expect(decode({ previous_response_id: 'resp_1', input: 'Hi' }).meta).toEqual({
      previousResponseId: 'resp_1',
    });
  });

  it('case 64: a request that warms the cache wants no output', () => {
    expect(decode({ max_output_tokens: 9, prompt_cache_options: { prewarm: true } }).maxTokens).toBe(0);
  });

  it.each([
    ['none', { mode: 'off', show: 'default' }],
    ['xhigh', { mode: 'effort', effort: 'xhigh', show: 'default' }],
    ['gigantic', { mode: 'default', show: 'default' }],
    [null, { mode: 'default', show: 'default' }],
  ])('reads effort %s', (effort, expected) => {
    const warnings: string[] = [];
    expect(decode({ reasoning: { effort } }, warnings).reasoning).toEqual(expected);
    expect(warnings).toHaveLength(effort === 'gigantic' ? 1 : 0);
  });

  it('keeps what the answer repeats and what nobody maps, also a hostile key', () => {
    const body = JSON.parse(
      '{"model":"m","instructions":"i","tools":[],"temperature":0.5,"include":["x"],"__proto__":{"polluted":1},"metadata":null}',
    );
    const request = decodeRequest(body, createDecodeContext());
    expect(request.wants.echo).toEqual({ instructions: 'i', tools: [], temperature: 0.5 });
    expect(Object.keys(request.extra)).toEqual(['include', '__proto__']);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it.each([
    [[], 'body: must be an object'],
    [{}, 'model: must be a non-empty string'],
    [{ model: 'm', input: 5 }, 'input: must be a string or an array'],
    [{ model: 'm', input: ['x'] }, 'input.0: must be an object'],
    [{ model: 'm', input: [{ role: 'wizard', content: '' }] }, 'input.0.role: must be'],
    [{ model: 'm', input: [{ role: 'user', content: [{ text: 'x' }] }] }, 'input.0.content.0.type: must be'],
    [
      { model: 'm', input: [{ role: 'user', content: [{ type: 'input_text' }] }] },
      'input.0.content.0.text: must be',
    ],
    [
      { model: 'm', input: [{ role: 'user', content: [{ type: 'input_image' }] }] },
      'input.0.content.0.image_url: must',
    ],
    [{ model: 'm', input: [{ type: 'function_call', call_id: 'c' }] }, 'input.0.name: must be'],
    [{ model: 'm', tools: [{}] }, 'tools.0.type: must be'],
    [{ model: 'm', tools: [{ type: 'function' }] }, 'tools.0.name: must be'],
    [{ model: 'm', temperature: 'hot' }, 'temperature: must be a number'],
    [{ model: 'm', max_output_tokens: -1 }, 'max_output_tokens: must be'],
    [{ model: 'm', text: { format: { type: 'xml' } } }, 'text.format.type: must be'],
    [{ model: 'm', tool_choice: {} }, 'tool_choice.type: must be'],
  ])('names the field that is wrong: %#', (body, message) => {
    let error: unknown = null;
    try {
      decodeRequest(body, createDecodeContext());
    } catch (caught) {
      error = caught;
    }
    expect(error).toMatchObject({ name: 'GatewayError', kind: 'invalid_request' });
    expect(String((error as Error).message)).toContain(message);
  });

  it.each([
    ['conversation', { conversation: 'conv_1' }],
    ['prompt', { prompt: { id: 'p' } }],
    ['background', { background: true }],
    ['input.0', { input: [{ type: 'item_reference', id: 'msg_1' }] }],
    ['input.0', { input: [{ id: 'msg_1' }] }],
  ])('refuses what only the provider holds: %s %j', (path, body) => {
    expect(() => decode(body)).toThrow(expect.objectContaining({ kind: 'unsupported_conversion' }));
    expect(() => decode(body)).toThrow(new RegExp(`^${path}: `));
  });
});
