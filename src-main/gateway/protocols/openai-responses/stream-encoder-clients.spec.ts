import { describe, expect, it } from 'vitest';
import type { CanonicalEvent } from '../canonical/response';
import { createPart } from './fixtures/codec-contexts';
import { readAsCodex } from './fixtures/read-as-codex';
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
  createClient,
  sdkFinal,
} from './fixtures/encoded-stream';

describe('createStreamEncoder, for its clients', () => {
  const interleaved: CanonicalEvent[] = [
    START,
    { type: 'part_start', part: 0, content: { kind: 'text' } },
    { type: 'text_delta', part: 0, text: 'He' },
    { type: 'part_start', part: 1, content: { kind: 'toolCall', id: 'a', name: 'f' } },
    { type: 'args_delta', part: 1, text: '{"x":' },
    { type: 'part_start', part: 2, content: { kind: 'toolCall', id: 'b', name: 'g' } },
    { type: 'args_delta', part: 2, text: '{"y":' },
    { type: 'text_delta', part: 0, text: 'y' },
    { type: 'args_delta', part: 1, text: '1}' },
    { type: 'args_delta', part: 2, text: '2}' },
    { type: 'part_end', part: 2 },
    { type: 'part_end', part: 0 },
    { type: 'part_end', part: 1 },
    USAGE,
    finish('tool_calls'),
  ];
  const state = { kind: 'encrypted', data: 'E' } as const;

  const cases: readonly (readonly [
    name: string,
    events: readonly CanonicalEvent[],
    outputs: readonly unknown[],
  ])[] = [
    [
      'text',
      [START, ...text(0, 'Hel', 'lo'), USAGE, STOP],
      [{ type: 'message', content: [{ text: 'Hello' }] }],
    ],
    [
      'reasoning with a summary',
      [START, ...reasoning(0, state, 'One', 'Two'), ...text(1, 'x'), USAGE, STOP],
      [
        { type: 'reasoning', summary: [{ text: 'One' }, { text: 'Two' }], encrypted_content: 'E' },
        { type: 'message' },
      ],
    ],
    [
      'a call',
      [START, ...call(0, 'a', '{}'), USAGE, finish('tool_calls')],
      [{ type: 'function_call', call_id: 'a', arguments: '{}' }],
    ],
    [
      'parallel calls with one id',
      [
        START,
        ...text(0, 'x'),
        ...call(1, 'a', '{"x":1}'),
        ...call(2, 'a', '{"y":2}'),
        USAGE,
        finish('tool_calls'),
      ],
      [{ type: 'message' }, { arguments: '{"x":1}' }, { arguments: '{"y":2}' }],
    ],
    [
      'interleaved calls',
      interleaved,
      [
        { type: 'message', content: [{ text: 'Hey' }] },
        { call_id: 'a', arguments: '{"x":1}' },
        { call_id: 'b', arguments: '{"y":2}' },
      ],
    ],
    [
      'a free-form call',
      [START, ...patch, USAGE, finish('tool_calls')],
      [{ type: 'custom_tool_call', input: '*** Begin Patch\n' }],
    ],
    [
      'a refusal after text',
      [START, ...text(0, 'Well,'), finish('refusal')],
      [
        {
          type: 'message',
          content: [{ text: 'Well,' }, { type: 'refusal', refusal: 'The model declined to answer.' }],
        },
      ],
    ],
    [
      'an image',
      [START, ...createPart(0, { kind: 'image', mediaType: 'image/png', data: 'AAAA' }), STOP],
      [{ type: 'image_generation_call', result: 'AAAA', output_format: 'png' }],
    ],
    ['nothing', [START, STOP], []],
  ];

  it.each(cases)('case 90: the OpenAI SDK and Codex read %s', async (_name, events, outputs) => {
    const stream = encode(events);
    const response = await sdkFinal(stream);
    expect(response.status).toBe('completed');
    expect(response.output).toMatchObject(outputs);
    expect(response.output).toHaveLength(outputs.length);

    const codex = readAsCodex(stream);
    expect(codex.completed).toBe(true);
    expect(codex.items).toHaveLength(outputs.length);

    const raw = await createClient(stream).responses.create({ model: 'm', input: 'Hi', stream: true });
    const seen: string[] = [];
    for await (const event of raw) seen.push(event.type);
    expect(seen).toEqual(parse(stream).map(({ type }) => type));
  });

  it('case 90: the OpenAI SDK reads an answer that was cut', async () => {
    const response = await sdkFinal(encode([START, ...text(0, 'Hel'), USAGE, finish('length')]));
    expect(response).toMatchObject({
      status: 'incomplete',
      incomplete_details: { reason: 'max_output_tokens' },
      output_text: 'Hel',
      usage: { total_tokens: 650 },
    });
  });

  it('case 90: the OpenAI SDK reads a failure, before and after the response began', async () => {
    const begun = encode([START, ...call(0, 'a', '{"x'), failure()]);
    expect(await sdkFinal(begun)).toMatchObject({
      status: 'failed',
      error: { code: 'server_is_overloaded' },
    });
    expect(readAsCodex(begun)).toMatchObject({ completed: false, failedCode: 'server_is_overloaded' });
    await expect(sdkFinal(encode([failure()]))).rejects.toMatchObject({ code: 'server_is_overloaded' });
  });
});
