import { describe, expect, it } from 'vitest';
import type { CanonicalEvent } from '../canonical/response';
import { createStreamEncoder } from './stream-encoder';
import { createAnswerContext } from './testing/chat-context';
import { usage } from './testing/openai-client';
import { encodeStream, finish, listChunks, readBySdk, start, text } from './testing/sdk-stream';

describe("OpenAI's SDK reads a stream", () => {
  it('of text', async () => {
    const completion = await readBySdk([start, ...text(0, 'Grüße ', '👋🏽'), finish('stop')]);
    expect(completion).toMatchObject({
      id: 'chatcmpl-000000000000000000000001',
      object: 'chat.completion',
      created: 1_700_000_000,
      model: 'client-model',
      choices: [
        {
          index: 0,
          finish_reason: 'stop',
          message: { role: 'assistant', content: 'Grüße 👋🏽', refusal: null },
        },
      ],
    });
  });

  it('of reasoning and text', async () => {
    const events: CanonicalEvent[] = [
      start,
      { type: 'part_start', part: 0, content: { kind: 'reasoning' } },
      { type: 'reasoning_delta', part: 0, text: 'Hm' },
      { type: 'reasoning_delta', part: 0, text: '.' },
      { type: 'reasoning_state', part: 0, state: { kind: 'signature', data: 'sig' } },
      { type: 'part_end', part: 0 },
      ...text(1, 'Hi'),
      finish('stop'),
    ];
    const reasoning = (await listChunks(encodeStream(events))).map(
      (chunk) =>
        (chunk as { choices: { delta: { reasoning_content?: string } }[] }).choices[0]?.delta
          .reasoning_content ?? '',
    );
    expect(reasoning.join('')).toBe('Hm.');
    expect((await readBySdk(events)).choices[0]?.message.content).toBe('Hi');
  });

  it('of a refusal', async () => {
    const events: CanonicalEvent[] = [
      start,
      { type: 'part_start', part: 0, content: { kind: 'refusal' } },
      { type: 'refusal_delta', part: 0, text: 'No.' },
      { type: 'part_end', part: 0 },
      finish('refusal'),
    ];
    expect((await readBySdk(events)).choices[0]).toMatchObject({
      finish_reason: 'stop',
      message: { refusal: 'No.' },
    });
  });

  it('case 15: of an answer cut by its limit', async () => {
    const completion = await readBySdk([start, ...text(0, 'Hi'), finish('length')]);
    expect(completion.choices[0]?.finish_reason).toBe('length');
  });

  it('of nothing', async () => {
    expect((await readBySdk([start, finish('stop')])).choices[0]?.message).toMatchObject({
      role: 'assistant',
    });
  });

  it('of citations', async () => {
    const citation = {
      type: 'url' as const,
      url: 'https://a.example',
      title: null,
      start: 0,
      end: 2,
      quote: null,
    };
    const events: CanonicalEvent[] = [
      start,
      ...text(0, 'ab'),
      { type: 'part_start', part: 1, content: { kind: 'text' } },
      { type: 'text_delta', part: 1, text: 'cd' },
      { type: 'citation', part: 1, citation },
      { type: 'part_end', part: 1 },
      finish('stop'),
    ];
    expect((await readBySdk(events)).choices[0]?.message).toMatchObject({
      content: 'abcd',
      annotations: [
        {
          type: 'url_citation',
          url_citation: {
            url: 'https://a.example',
            title: 'https://a.example',
            start_index: 2,
            end_index: 4,
          },
        },
      ],
    });
  });

  it('case 71: with usage only when the client asked for it', async () => {
    const events: CanonicalEvent[] = [start, ...text(0, 'Hi'), { type: 'usage', usage }, finish('stop')];
    const without = encodeStream(events);
    expect(without).not.toContain('usage');
    expect(await listChunks(without)).toHaveLength(3);
    const wants = { streamUsage: true, legacyFunctions: false, echo: {} };
    expect((await listChunks(encodeStream(events, { wants }))).at(-1)).toMatchObject({
      choices: [],
      usage: { prompt_tokens: 600, completion_tokens: 50, total_tokens: 650 },
    });
    expect((await readBySdk(events, { wants })).usage).toMatchObject({ prompt_tokens: 600 });
  });

  it('case 75: with an error in it, as that error', async () => {
    const error = { kind: 'overloaded' as const, message: 'Too busy.', status: null, retryAfterMs: null };
    const events: CanonicalEvent[] = [start, ...text(0, 'Hi'), { type: 'error', error }];
    await expect(readBySdk(events)).rejects.toMatchObject({
      code: 'server_is_overloaded',
      type: 'server_error',
      message: 'Too busy.',
    });
    await expect(listChunks(encodeStream(events))).rejects.toThrow('Too busy.');
  });

  it('with keepalives between its events', async () => {
    const encoder = createStreamEncoder(createAnswerContext().context);
    const body = [
      encoder.preamble(),
      encoder.ping(),
      ...[start, ...text(0, 'Hi')].map((event) => encoder.push(event) + encoder.ping()),
      encoder.push(finish('stop')),
    ].join('');
    const chunks = await listChunks(body);
    expect(chunks.map((chunk) => (chunk as { choices: { delta: object }[] }).choices[0]?.delta)).toEqual([
      { role: 'assistant', content: '', refusal: null },
      { content: 'Hi' },
      {},
    ]);
  });
});
