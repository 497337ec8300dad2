import { describe, expect, it } from 'vitest';
import { createAnswerContext, createPart } from './fixtures/codec-contexts';
import { readAsCodex } from './fixtures/read-as-codex';
import { createStreamEncoder } from './stream-encoder';
import {
  STOP,
  START,
  USAGE,
  text,
  call,
  patch,
  reasoning,
  finish,
  failure,
  encode,
  parse,
  types,
  last,
  sdkFinal,
  type Data,
} from './fixtures/encoded-stream';

describe('createStreamEncoder', () => {
  it('writes text as the protocol has it', () => {
    const stream = encode([START, ...text(0, 'Hel', 'lo "👋"'), USAGE, STOP], {
      wants: {
        streamUsage: false,
        legacyFunctions: false,
        echo: { instructions: 'Be brief.', temperature: 0.5 },
      },
    });
    expect(types(stream)).toEqual([
      'created',
      'in_progress',
      'output_item.added',
      'content_part.added',
      'output_text.delta',
      'output_text.delta',
      'output_text.done',
      'content_part.done',
      'output_item.done',
      'completed',
    ]);
    const events = parse(stream);
    const response = {
      id: 'resp_answer',
      object: 'response',
      created_at: 1_760_000_000,
      status: 'in_progress',
      completed_at: null,
      error: null,
      incomplete_details: null,
      model: 'client-model',
      usage: null,
      output: [],
      background: false,
      instructions: 'Be brief.',
      max_output_tokens: null,
      max_tool_calls: null,
      metadata: {},
      parallel_tool_calls: true,
      previous_response_id: null,
      reasoning: { effort: null, summary: null },
      store: true,
      temperature: 0.5,
      text: { format: { type: 'text' } },
      tool_choice: 'auto',
      tools: [],
      top_p: null,
      truncation: 'disabled',
    };
    const id = 'msg_n1xxxxxxxxxxxxxxxxxxxxxx';
    const at = { item_id: id, output_index: 0, content_index: 0 };
    const part = { type: 'output_text', text: 'Hello "👋"', annotations: [], logprobs: [] };
    const item = { id, type: 'message', role: 'assistant', status: 'completed', content: [part] };
    const numbered = events.map(({ sequence_number: _number, ...event }) => event);
    expect(numbered).toEqual([
      { type: 'response.created', response },
      { type: 'response.in_progress', response },
      {
        type: 'response.output_item.added',
        output_index: 0,
        item: { ...item, status: 'in_progress', content: [] },
      },
      { type: 'response.content_part.added', ...at, part: { ...part, text: '' } },
      { type: 'response.output_text.delta', ...at, delta: 'Hel', logprobs: [] },
      { type: 'response.output_text.delta', ...at, delta: 'lo "👋"', logprobs: [] },
      { type: 'response.output_text.done', ...at, text: 'Hello "👋"', logprobs: [] },
      { type: 'response.content_part.done', ...at, part },
      { type: 'response.output_item.done', output_index: 0, item },
      {
        type: 'response.completed',
        response: {
          ...response,
          status: 'completed',
          output: [item],
          usage: {
            input_tokens: 600,
            input_tokens_details: { cached_tokens: 500, cache_write_tokens: 90 },
            output_tokens: 50,
            output_tokens_details: { reasoning_tokens: 20 },
            total_tokens: 650,
          },
        },
      },
    ]);
  });

  it('case 46: writes reasoning with its summary and what its provider needs back', () => {
    const state = { kind: 'signature', data: 'rx1.abc' } as const;
    const stream = encode([START, ...reasoning(0, state, 'One', 'Two'), ...text(1, 'x'), STOP]);
    expect(types(stream).slice(2, 12)).toEqual([
      'output_item.added',
      'reasoning_summary_part.added',
      'reasoning_summary_text.delta',
      'reasoning_summary_text.done',
      'reasoning_summary_part.done',
      'reasoning_summary_part.added',
      'reasoning_summary_text.delta',
      'reasoning_summary_text.done',
      'reasoning_summary_part.done',
      'output_item.done',
    ]);
    expect(parse(stream)[11]).toMatchObject({
      output_index: 0,
      item: {
        id: expect.stringMatching(/^rs_/),
        type: 'reasoning',
        summary: [
          { type: 'summary_text', text: 'One' },
          { type: 'summary_text', text: 'Two' },
        ],
        encrypted_content: 'rx1.abc',
      },
    });
  });

  it('case 52: redacted reasoning has no summary, only its state', () => {
    const stream = encode([START, ...reasoning(0, { kind: 'redacted', data: 'rx1.R' }), STOP]);
    expect(last(stream).response['output']).toEqual([
      { id: expect.any(String), type: 'reasoning', summary: [], encrypted_content: 'rx1.R' },
    ]);
  });

  it('writes a call, its name in the last event too', () => {
    const stream = encode([START, ...call(0, 'call_1', '{"a":', '1}'), USAGE, finish('tool_calls')]);
    expect(types(stream).slice(2)).toEqual([
      'output_item.added',
      'function_call_arguments.delta',
      'function_call_arguments.delta',
      'function_call_arguments.done',
      'output_item.done',
      'completed',
    ]);
    const item = { id: expect.stringMatching(/^fc_/), type: 'function_call', call_id: 'call_1', name: 'f' };
    expect(parse(stream)[2]).toMatchObject({ item: { ...item, status: 'in_progress', arguments: '' } });
    expect(parse(stream)[5]).toMatchObject({ name: 'f', arguments: '{"a":1}' });
    expect(parse(stream)[6]).toMatchObject({ item: { ...item, status: 'completed', arguments: '{"a":1}' } });
  });

  it('case 7: a call without arguments has an empty object, in its delta too', () => {
    const events = parse(encode([START, ...call(0, 'call_1'), finish('tool_calls')]));
    expect(events[3]).toMatchObject({ type: 'response.function_call_arguments.delta', delta: '{}' });
    expect(events[5]).toMatchObject({ item: { arguments: '{}' } });
  });

  it('case 9: calls with the same id, or none, get ids of their own', () => {
    const stream = encode([
      START,
      ...call(0, 'dup', '{}'),
      ...call(1, 'dup', '{}'),
      ...call(2, '', '{}'),
      finish('tool_calls'),
    ]);
    const output = last(stream).response['output'] as { id: string; call_id: string }[];
    expect(output.map((item) => item.call_id)).toEqual([
      'dup',
      expect.stringMatching(/^call_\w{24}$/),
      expect.stringMatching(/^call_\w{24}$/),
    ]);
    expect(new Set(output.flatMap((item) => [item.id, item.call_id])).size).toBe(6);
  });

  it('case 17: a call in a namespace names it in every event', () => {
    const stream = encode([
      START,
      ...createPart(0, { kind: 'toolCall', id: 'c', name: 'create_issue', namespace: 'mcp__gh' }),
      finish('tool_calls'),
    ]);
    const named = { item: { name: 'create_issue', namespace: 'mcp__gh' } };
    expect(parse(stream)[2]).toMatchObject(named);
    expect(parse(stream)[5]).toMatchObject(named);
  });

  it('case 40: a free-form call never uses the events of a function', () => {
    const stream = encode([START, ...patch, finish('tool_calls')]);
    expect(types(stream).slice(2, 7)).toEqual([
      'output_item.added',
      'custom_tool_call_input.delta',
      'custom_tool_call_input.delta',
      'custom_tool_call_input.done',
      'output_item.done',
    ]);
    expect(stream).not.toContain('function_call');
    expect(parse(stream)[6]).toMatchObject({
      item: {
        id: expect.stringMatching(/^ctc_/),
        type: 'custom_tool_call',
        call_id: 'call_p',
        name: 'apply_patch',
        input: '*** Begin Patch\n',
      },
    });
  });

  it('case 41: a function called apply_patch stays one', () => {
    const stream = encode([
      START,
      ...createPart(0, { kind: 'toolCall', id: 'c', name: 'apply_patch' }),
      finish('tool_calls'),
    ]);
    expect(parse(stream)[2]).toMatchObject({ item: { type: 'function_call' } });
  });

  it('joins text that goes on in one message, and begins another after a call', () => {
    const stream = encode([
      START,
      ...text(0, 'a'),
      ...text(1, 'b'),
      ...call(2, 'c', '{}'),
      ...text(3, 'd'),
      STOP,
    ]);
    const output = last(stream).response['output'] as { type: string; content?: { text: string }[] }[];
    expect(output.map((item) => item.content?.map((part) => part.text) ?? item.type)).toEqual([
      ['a', 'b'],
      'function_call',
      ['d'],
    ]);
  });

  it('counts citations from the start of their own text, and writes them before its end', () => {
    const stream = encode([
      START,
      ...createPart(
        0,
        { kind: 'text' },
        { type: 'text_delta', part: 0, text: 'abc' },
        {
          type: 'citation',
          part: 0,
          citation: { type: 'url', url: 'https://x.test', title: null, start: null, end: null, quote: 'q' },
        },
        { type: 'citation', part: 0, citation: { type: 'document', title: 'Doc', quote: null, raw: {} } },
      ),
      STOP,
    ]);
    expect(parse(stream)[5]).toMatchObject({
      type: 'response.output_text.annotation.added',
      annotation_index: 0,
      annotation: { type: 'url_citation', url: 'https://x.test', title: '', start_index: 0, end_index: 3 },
    });
    expect(last(stream).response['output']).toMatchObject([
      {
        content: [
          { annotations: [{ type: 'url_citation' }, { type: 'file_citation', filename: 'Doc', index: 3 }] },
        ],
      },
    ]);
  });

  it('tells nothing of tools that another provider ran, and all of its own', () => {
    const raw = { id: 'ws_1', type: 'web_search_call', status: 'completed' };
    const foreign = createPart(0, {
      kind: 'serverTool',
      protocol: 'anthropic-messages',
      raw: { id: 'x' },
      digest: 'd',
    });
    const own = createPart(1, { kind: 'serverTool', protocol: 'openai-responses', raw, digest: 'd' });
    expect(last(encode([START, ...foreign, ...own, STOP])).response['output']).toEqual([raw]);
  });

  it.each([
    ['stop', 'completed', null],
    ['stop_sequence', 'completed', null],
    ['length', 'incomplete', 'max_output_tokens'],
    ['tool_calls', 'completed', null],
    ['content_filter', 'incomplete', 'content_filter'],
    ['context_window', 'incomplete', 'max_output_tokens'],
    ['pause', 'incomplete', 'max_output_tokens'],
    ['compaction', 'completed', null],
    ['malformed', 'completed', null],
    ['unknown', 'completed', null],
  ] as const)('case 87: ends %s as %s', (reason, status, why) => {
    const end = last(encode([START, ...text(0, 'a'), finish(reason)]));
    expect(end.type).toBe(`response.${status}`);
    expect(end.response).toMatchObject({
      status,
      incomplete_details: why === null ? null : { reason: why },
    });
  });

  it('case 88: a pause that nobody went on with is a cut', () => {
    expect(last(encode([START, finish('pause')])).type).toBe('response.incomplete');
  });

  it('tells Codex that cut text is complete, but not that a cut call is', () => {
    const codex = {
      origin: { protocol: 'openai-responses', version: null, betas: [], client: 'codex' },
    } as const;
    expect(last(encode([START, ...text(0, 'a'), finish('length')], codex)).response).toMatchObject({
      status: 'completed',
      incomplete_details: null,
    });
    const cut = encode([START, ...text(0, 'a'), ...call(1, 'c', '{"a'), finish('length')], codex);
    expect(last(cut).type).toBe('response.incomplete');
    expect(last(encode([START, finish('content_filter')], codex)).type).toBe('response.incomplete');
  });

  it.each([
    [
      'said by the model',
      [...createPart(0, { kind: 'refusal' }, { type: 'refusal_delta', part: 0, text: 'No.' } as const)],
      'No.',
    ],
    ['told by the reason only', [], 'Against the rules.'],
  ])('writes a refusal: %s', (_name, parts, refusal) => {
    const stream = encode([START, ...parts, finish('refusal', { message: 'Against the rules.' })]);
    expect(types(stream).slice(2)).toEqual([
      'output_item.added',
      'content_part.added',
      'refusal.delta',
      'refusal.done',
      'content_part.done',
      'output_item.done',
      'completed',
    ]);
    expect(last(stream).response['output']).toMatchObject([{ content: [{ type: 'refusal', refusal }] }]);
  });

  it('case 68: usage without details says zero in each of them', () => {
    const usage = { input: 100, output: 50, cacheRead: 40, cacheWrite5m: 0, cacheWrite1h: 0, reasoning: 30 };
    expect(last(encode([START, { type: 'usage', usage }, STOP])).response['usage']).toEqual({
      input_tokens: 100,
      input_tokens_details: { cached_tokens: 40, cache_write_tokens: 0 },
      output_tokens: 50,
      output_tokens_details: { reasoning_tokens: 30 },
      total_tokens: 150,
    });
  });

  it('ends a response that began as failed, and says nothing afterwards', () => {
    const stream = encode([
      START,
      ...text(0, 'a'),
      failure({ kind: 'rate_limit', retryAfterMs: 2000 }),
      STOP,
    ]);
    const created = parse(stream)[0] as Data & { response: { id: string } };
    expect(last(stream)).toMatchObject({
      type: 'response.failed',
      response: {
        id: created.response.id,
        status: 'failed',
        error: { code: 'rate_limit_exceeded', message: 'Full. Please try again in 2s.' },
      },
    });
  });

  it('gives a bare error before anything was said', () => {
    expect(parse(encode([failure()]))).toEqual([
      { type: 'error', sequence_number: 0, code: 'server_is_overloaded', message: 'Full.', param: null },
    ]);
  });

  it('says the preamble once', () => {
    const encoder = createStreamEncoder(createAnswerContext());
    const stream = encoder.preamble() + encoder.preamble() + encoder.push(START) + encoder.push(STOP);
    expect(types(stream)).toEqual(['created', 'in_progress', 'completed']);
    expect(encoder.ping()).toBe('');
  });

  it('case 78: keepalives are events, numbered like the others', async () => {
    const encoder = createStreamEncoder(createAnswerContext());
    const first = encoder.ping();
    expect(types(first)).toEqual(['created', 'in_progress']);
    const events = [START, ...text(0, 'a'), STOP];
    const stream = first + events.map((event) => encoder.push(event) + encoder.ping()).join('');
    expect(types(stream).filter((type) => type === 'keepalive')).toHaveLength(4);
    expect((await sdkFinal(stream)).output_text).toBe('a');
    expect(readAsCodex(stream)).toMatchObject({ completed: true });
  });
});
