import Anthropic from '@anthropic-ai/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CanonicalEvent } from '../canonical/response';
import { anthropicMessagesCodec } from './codec';
import { createAnswerContext, createDecodeContext } from './fixtures/contexts';
import {
  args,
  begin,
  beginCall,
  beginText,
  beginThinking,
  encodeStream,
  end,
  finish,
  signature,
  start,
  text,
  thinking,
} from './fixtures/events';

function createClient(body: string, type = 'text/event-stream'): Anthropic {
  return new Anthropic({
    apiKey: 'sk-fake-key',
    baseURL: 'http://127.0.0.1:1',
    maxRetries: 0,
    fetch: () => Promise.resolve(new Response(body, { headers: { 'content-type': type } })),
  });
}

const QUESTION = {
  model: 'claude-sonnet-5',
  max_tokens: 100,
  messages: [{ role: 'user' as const, content: 'Hi' }],
};

/** What the official SDK makes of the stream that is written for these events. */
async function readBySdk(...events: CanonicalEvent[]): Promise<unknown> {
  const stream = encodeStream([start, ...events], createAnswerContext());
  return createClient(stream).messages.stream(QUESTION).finalMessage();
}

describe('streams as the Anthropic SDK reads them', () => {
  it('text', async () => {
    const usage = { input: 20, output: 7, cacheRead: 5, cacheWrite5m: 0, cacheWrite1h: 0, reasoning: 0 };
    const message = await readBySdk(
      beginText(0),
      text(0, 'Grüße '),
      text(0, '🇩🇪'),
      end(0),
      { type: 'usage', usage },
      finish('stop'),
    );
    expect(message).toMatchObject({
      content: [{ type: 'text', text: 'Grüße 🇩🇪' }],
      model: 'claude-sonnet-5',
      stop_reason: 'end_turn',
      usage: { input_tokens: 15, cache_read_input_tokens: 5, output_tokens: 7 },
    });
  });

  it('thinking with a signature, and redacted', async () => {
    const message = await readBySdk(
      beginThinking(0),
      thinking(0, 'H'),
      thinking(0, 'm'),
      signature(0, 'sig'),
      end(0),
      begin(1, { kind: 'reasoning', redacted: true }),
      { type: 'reasoning_state', part: 1, state: { kind: 'redacted', data: 'enc' } },
      end(1),
      beginThinking(2),
      signature(2, 'only'),
      end(2),
      finish('stop'),
    );
    expect(message).toMatchObject({
      content: [
        { type: 'thinking', thinking: 'Hm', signature: 'sig' },
        { type: 'redacted_thinking', data: 'enc' },
        { type: 'thinking', thinking: '', signature: 'only' },
      ],
    });
  });

  it('one call, and one without arguments', async () => {
    expect(
      await readBySdk(
        beginCall(0, 'f'),
        args(0, '{"a":'),
        args(0, '[1,2]}'),
        end(0),
        beginCall(1, 'g'),
        end(1),
        finish('tool_calls'),
      ),
    ).toMatchObject({
      content: [
        { type: 'tool_use', id: 'call_0', name: 'f', input: { a: [1, 2] } },
        { type: 'tool_use', id: 'call_1', name: 'g', input: {} },
      ],
      stop_reason: 'tool_use',
    });
  });

  it('calls that were interleaved with each other and with text', async () => {
    const message = await readBySdk(
      beginText(0),
      text(0, 'A'),
      beginCall(1, 'f'),
      beginCall(2, 'g'),
      args(2, '{"b":'),
      args(1, '{"a":1}'),
      text(0, 'B'),
      args(2, '2} trailing'),
      end(2),
      end(1),
      end(0),
      finish('stop'),
    );
    expect(message).toMatchObject({
      content: [
        { type: 'text', text: 'A' },
        { type: 'tool_use', name: 'f', input: { a: 1 } },
        { type: 'tool_use', name: 'g', input: { b: 2 } },
        { type: 'text', text: 'B' },
      ],
      stop_reason: 'tool_use',
    });
  });

  it('arguments cut by the limit', async () => {
    expect(await readBySdk(beginCall(0, 'f'), args(0, '{"a":1,"b":"cu'), finish('length'))).toMatchObject({
      content: [{ type: 'tool_use', name: 'f', input: { a: 1 } }],
      stop_reason: 'max_tokens',
    });
  });

  it('a refusal, a citation, and no content at all', async () => {
    const citation = {
      type: 'url',
      url: 'https://u',
      title: 'T',
      start: null,
      end: null,
      quote: 'q',
    } as const;
    const refused = await readBySdk(
      begin(0, { kind: 'refusal' }),
      { type: 'refusal_delta', part: 0, text: 'No' },
      end(0),
      finish('refusal', { category: 'cyber', message: 'Why' }),
    );
    expect(refused).toMatchObject({
      content: [{ type: 'text', text: 'No' }],
      stop_reason: 'refusal',
      stop_details: { category: 'cyber', explanation: 'Why' },
    });
    const cited = await readBySdk(
      beginText(0),
      text(0, 'A'),
      { type: 'citation', part: 0, citation },
      end(0),
      finish('stop'),
    );
    expect(cited).toMatchObject({
      content: [{ text: 'A', citations: [{ url: 'https://u', cited_text: 'q' }] }],
    });
    expect(await readBySdk(finish('stop'))).toMatchObject({ content: [], stop_reason: 'end_turn' });
  });

  it('an error, before and after content', async () => {
    const error = {
      type: 'error',
      error: { kind: 'overloaded', message: 'Busy', status: null, retryAfterMs: null },
    } as const;
    const expected = { type: 'overloaded_error', message: expect.stringContaining('Busy') };
    await expect(readBySdk(error)).rejects.toMatchObject(expected);
    await expect(readBySdk(beginText(0), text(0, 'A'), error)).rejects.toMatchObject(expected);
  });

  it('an early start with pings between', async () => {
    const encoder = anthropicMessagesCodec.createStreamEncoder(createAnswerContext());
    const pieces = [encoder.preamble(), encoder.ping()];
    for (const event of [start, beginText(0), text(0, 'A'), end(0), finish('stop')]) {
      pieces.push(encoder.push(event), encoder.ping());
    }
    const message = await createClient(pieces.join('')).messages.stream(QUESTION).finalMessage();
    expect(message).toMatchObject({ content: [{ text: 'A' }] });
  });

  it('an answer in one piece', async () => {
    const json = anthropicMessagesCodec.encodeResponse(
      {
        upstreamId: null,
        model: null,
        parts: [{ type: 'toolCall', id: 'c', name: 'f', args: '{"a":1}' }],
        finish: { reason: 'tool_calls', rawReason: null },
        usage: null,
      },
      createAnswerContext(),
    );
    const message = await createClient(JSON.stringify(json), 'application/json').messages.create(QUESTION);
    expect(message).toMatchObject({
      content: [{ type: 'tool_use', input: { a: 1 } }],
      stop_reason: 'tool_use',
    });
  });
});

type Step = readonly ['text' | 'thinking' | 'call', part: number, size: number, ends: boolean];

/** Parts that begin, grow and end in any order, each with all it says. */
function play(steps: readonly Step[]) {
  const kinds = new Map<number, Step[0]>();
  const ended = new Set<number>();
  const said = new Map<number, string>();
  const events: CanonicalEvent[] = [];
  for (const [kind, part, size, ends] of steps) {
    const known = kinds.get(part);
    if (ended.has(part) || (known === undefined && part !== kinds.size)) continue;
    if (known === undefined) {
      kinds.set(part, kind);
      events.push(
        kind === 'call'
          ? beginCall(part, `f${part}`)
          : begin(part, { kind: kind === 'text' ? 'text' : 'reasoning' }),
      );
    }
    const piece = `${part}`.repeat(size + 1);
    const of = kinds.get(part);
    if (of === 'text') events.push(text(part, piece));
    else if (of === 'thinking') events.push(thinking(part, piece));
    else events.push(args(part, said.has(part) ? piece : `{"a":"${piece}`));
    said.set(part, (said.get(part) ?? '') + piece);
    if (!ends) continue;
    ended.add(part);
    if (of === 'call') events.push(args(part, '"}'));
    events.push(end(part));
  }
  for (const [part, kind] of kinds) {
    if (ended.has(part)) continue;
    if (kind === 'call') events.push(args(part, '"}'));
    events.push(end(part));
  }
  return { events, kinds, said };
}

describe('streams written and read again', () => {
  it('lose nothing, however parts overlap', () => {
    const step = fc.tuple(
      fc.constantFrom('text' as const, 'thinking' as const, 'call' as const),
      fc.nat(5),
      fc.nat(3),
      fc.boolean(),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const { events, kinds, said } = play(steps);
        const wire = encodeStream([start, ...events, finish('stop')], createAnswerContext());
        const decoder = anthropicMessagesCodec.createStreamDecoder(createDecodeContext());
        const again = [...decoder.push(Buffer.from(wire)), ...decoder.end()];
        expect(again.at(-1)?.type).toBe('finish');
        for (const kind of ['text', 'thinking'] as const) {
          const whole = again
            .map((event) =>
              event.type === (kind === 'text' ? 'text_delta' : 'reasoning_delta') ? event.text : '',
            )
            .join('');
          const expected = [...said].filter(([part]) => kinds.get(part) === kind).map(([, piece]) => piece);
          expect([...whole].toSorted().join('')).toBe([...expected.join('')].toSorted().join(''));
        }
        const inputs = new Map<string, string>();
        const names = new Map<number, string>();
        for (const event of again) {
          if (event.type === 'part_start' && event.content.kind === 'toolCall')
            names.set(event.part, event.content.name);
          if (event.type !== 'args_delta') continue;
          const name = names.get(event.part) ?? '';
          inputs.set(name, (inputs.get(name) ?? '') + event.text);
        }
        for (const [part, kind] of kinds) {
          if (kind === 'call')
            expect(JSON.parse(inputs.get(`f${part}`) ?? '')).toEqual({ a: said.get(part) });
        }
      }),
    );
  });
});
