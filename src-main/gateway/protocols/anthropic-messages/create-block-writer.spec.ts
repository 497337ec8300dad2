import { describe, expect, it } from 'vitest';
import type { CanonicalEvent } from '../canonical/response';
import { createAnswerContext } from './fixtures/contexts';
import {
  args,
  begin,
  beginCall,
  beginText,
  beginThinking,
  encodeStream,
  end,
  finish,
  readWire,
  signature,
  start,
  text,
  thinking,
} from './fixtures/events';

const write = (...events: CanonicalEvent[]) => {
  const context = createAnswerContext();
  const wire = readWire(encodeStream([start, ...events], context));
  return { wire, warnings: context.warnings };
};

/** What the blocks say, in short: one line for each event between `message_start` with its ping and `message_delta`. */
function blocksOf(...events: CanonicalEvent[]): readonly string[] {
  return write(...events)
    .wire.slice(2, -2)
    .map(({ data }) => {
      const { type, index, content_block: block, delta } = data as Record<string, Record<string, unknown>>;
      if (block !== undefined) return `${index} start ${block['name'] ?? block['type']}`;
      if (delta === undefined) return `${index} ${String(type).replace('content_block_', '')}`;
      const said = delta['text'] ?? delta['thinking'] ?? delta['partial_json'] ?? delta['signature'];
      return `${index} ${String(delta['type'])} ${said}`;
    });
}

const summary = (index: number, said: string): CanonicalEvent => ({
  type: 'reasoning_delta',
  part: 0,
  text: said,
  summaryIndex: index,
});

const serverTool = (part: number, protocol: 'anthropic-messages' | 'gemini', block: object) =>
  begin(part, { kind: 'serverTool', protocol, raw: { ...block }, digest: 'd' });

describe('createBlockWriter', () => {
  it('case 1: three pieces of arguments are three deltas of one block', () => {
    const events = [
      beginCall(0, 'f'),
      args(0, '{"a":'),
      args(0, ' "b"'),
      args(0, '}'),
      end(0),
      finish('tool_calls'),
    ];
    expect(blocksOf(...events)).toEqual([
      '0 start f',
      '0 input_json_delta {"a":',
      '0 input_json_delta  "b"',
      '0 input_json_delta }',
      '0 stop',
    ]);
    expect(write(...events).wire.at(-2)).toMatchObject({ data: { delta: { stop_reason: 'tool_use' } } });
  });

  it('case 2: calls one after the other are blocks one after the other', () => {
    expect(
      blocksOf(
        beginCall(0, 'f'),
        args(0, '{}'),
        end(0),
        beginCall(1, 'g'),
        args(1, '{}'),
        end(1),
        finish('tool_calls'),
      ),
    ).toEqual([
      '0 start f',
      '0 input_json_delta {}',
      '0 stop',
      '1 start g',
      '1 input_json_delta {}',
      '1 stop',
    ]);
  });

  it('case 3: interleaved calls are put one after the other, with their inputs whole', () => {
    expect(
      blocksOf(
        beginCall(0, 'f'),
        args(0, '{"a"'),
        beginCall(1, 'g'),
        args(1, '{"b"'),
        args(0, ':1}'),
        args(1, ':2'),
        end(0),
        args(1, '}'),
        end(1),
        finish('tool_calls'),
      ),
    ).toEqual([
      '0 start f',
      '0 input_json_delta {"a"',
      '0 input_json_delta :1}',
      '0 stop',
      '1 start g',
      '1 input_json_delta {"b":2',
      '1 input_json_delta }',
      '1 stop',
    ]);
  });

  it('case 4: two objects never share a block', () => {
    const { wire, warnings } = write(
      beginCall(0, 'f'),
      args(0, '{}'),
      args(0, '{"a":1}'),
      end(0),
      finish('tool_calls'),
    );
    expect(wire.filter(({ event }) => event === 'content_block_delta')).toMatchObject([
      { data: { delta: { partial_json: '{}' } } },
    ]);
    expect(warnings).toEqual(['What followed the arguments of a call of f was left out.']);
  });

  it('case 5: overlapping thinking, text and calls have indices of their own', () => {
    expect(
      blocksOf(
        beginThinking(0),
        thinking(0, 'Hm'),
        beginText(1),
        text(1, 'A'),
        beginCall(2, 'f'),
        text(1, 'B'),
        args(2, '{"a":1}'),
        beginCall(3, 'g'),
        end(0),
        end(2),
        end(1),
        end(3),
        finish('tool_calls'),
      ),
    ).toEqual([
      '0 start thinking',
      '0 thinking_delta Hm',
      '0 signature_delta ',
      '0 stop',
      '1 start text',
      '1 text_delta A',
      '1 stop',
      '2 start f',
      '2 input_json_delta {"a":1}',
      '2 stop',
      '3 start text',
      '3 text_delta B',
      '3 stop',
      '4 start g',
      '4 stop',
    ]);
  });

  it('case 6: arguments that come after a later call are still written into their own block', () => {
    expect(
      blocksOf(
        beginCall(0, 'f'),
        beginCall(1, 'g'),
        args(1, '{"b":2}'),
        end(1),
        args(0, '{"a":1}'),
        end(0),
        args(0, 'late'),
        finish('tool_calls'),
      ),
    ).toEqual([
      '0 start f',
      '0 input_json_delta {"a":1}',
      '0 stop',
      '1 start g',
      '1 input_json_delta {"b":2}',
      '1 stop',
    ]);
  });

  it('case 7: a call without arguments has no delta', () => {
    expect(blocksOf(beginCall(0, 'f'), end(0), finish('tool_calls'))).toEqual(['0 start f', '0 stop']);
  });

  it('case 12: arguments that are no object are repaired or kept as _raw when the call ends', () => {
    const calls = [
      beginCall(0, 'f'),
      args(0, '"{\\"a\\"'),
      args(0, ':1}"'),
      end(0),
      beginCall(1, 'g'),
      args(1, 'ls -l'),
      end(1),
    ];
    expect(blocksOf(...calls, finish('tool_calls'))).toEqual([
      '0 start f',
      '0 input_json_delta {"a":1}',
      '0 stop',
      '1 start g',
      '1 input_json_delta {"_raw":"ls -l"}',
      '1 stop',
    ]);
  });

  it('case 13: a full repeat of the arguments is dropped', () => {
    expect(
      blocksOf(beginCall(0, 'f'), args(0, '{"a":1}'), args(0, '{"a":1}'), end(0), finish('tool_calls')),
    ).toEqual(['0 start f', '0 input_json_delta {"a":1}', '0 stop']);
  });

  it('case 15: arguments cut by the limit stay cut, and the reason says so', () => {
    const events = [beginCall(0, 'f'), args(0, '{"a":"b'), end(0), finish('length')];
    expect(blocksOf(...events)).toEqual(['0 start f', '0 input_json_delta {"a":"b', '0 stop']);
    expect(write(...events).wire.at(-2)).toMatchObject({ data: { delta: { stop_reason: 'max_tokens' } } });
  });

  it('writes all that waits when parts are never ended', () => {
    expect(
      blocksOf(
        beginCall(0, 'f'),
        args(0, '{'),
        beginCall(1, 'g'),
        args(1, '{}'),
        beginText(2),
        text(2, 'A'),
        finish('length'),
      ),
    ).toEqual([
      '0 start f',
      '0 input_json_delta {',
      '0 stop',
      '1 start g',
      '1 input_json_delta {}',
      '1 stop',
      '2 start text',
      '2 text_delta A',
      '2 stop',
    ]);
  });

  it('writes the signature once and last, the summary in paragraphs', () => {
    expect(
      blocksOf(
        beginThinking(0),
        summary(0, 'A'),
        summary(0, 'B'),
        signature(0, 'sig'),
        summary(1, 'C'),
        end(0),
        finish('stop'),
      ),
    ).toEqual([
      '0 start thinking',
      '0 thinking_delta A',
      '0 thinking_delta B',
      '0 thinking_delta \n\nC',
      '0 signature_delta sig',
      '0 stop',
    ]);
  });

  it('case 60: thinking without text is a block with its signature', () => {
    expect(blocksOf(beginThinking(0), signature(0, 'sig'), end(0), finish('stop'))).toEqual([
      '0 start thinking',
      '0 signature_delta sig',
      '0 stop',
    ]);
    expect(blocksOf(beginThinking(0), end(0), finish('stop'))).toEqual([]);
  });

  it('writes redacted thinking as a block without deltas', () => {
    const { wire } = write(
      begin(0, { kind: 'reasoning', redacted: true }),
      { type: 'reasoning_state', part: 0, state: { kind: 'redacted', data: 'enc' } },
      end(0),
      finish('stop'),
    );
    expect(wire.slice(2, 4)).toMatchObject([
      { data: { content_block: { type: 'redacted_thinking', data: 'enc' } } },
      { event: 'content_block_stop' },
    ]);
  });

  it('case 57: reasoning without an answer is followed by no text', () => {
    const events = [beginThinking(0), thinking(0, 'Hm'), end(0), beginText(1), end(1), finish('stop')];
    expect(blocksOf(...events)).toEqual([
      '0 start thinking',
      '0 thinking_delta Hm',
      '0 signature_delta ',
      '0 stop',
    ]);
  });

  it('puts citations into their text, and drops those that come too late', () => {
    const citation: CanonicalEvent = {
      type: 'citation',
      part: 0,
      citation: { type: 'url', url: 'https://u', title: 'T', start: 0, end: 1, quote: 'q' },
    };
    const { wire } = write(beginText(0), text(0, 'A'), citation, end(0), finish('stop'));
    expect(wire[4]).toMatchObject({
      data: {
        delta: {
          type: 'citations_delta',
          citation: {
            type: 'web_search_result_location',
            url: 'https://u',
            title: 'T',
            cited_text: 'q',
            encrypted_index: '',
          },
        },
      },
    });
    const late = write(
      beginText(0),
      text(0, 'A'),
      beginCall(1, 'f'),
      citation,
      end(1),
      end(0),
      finish('stop'),
    );
    expect(late.warnings).toEqual(['A citation that came after its text had ended was left out.']);
  });

  it('tells of native tools of the provider, and of no others', () => {
    const raw = { type: 'server_tool_use', id: 's', name: 'web_search', input: { query: 'q' } };
    const found = { type: 'web_search_tool_result', tool_use_id: 's', content: [] };
    const { wire } = write(
      serverTool(0, 'anthropic-messages', raw),
      end(0),
      serverTool(1, 'gemini', {}),
      end(1),
      serverTool(2, 'anthropic-messages', found),
      end(2),
      finish('stop'),
    );
    expect(wire.slice(2, -2).map(({ data }) => data)).toEqual([
      { type: 'content_block_start', index: 0, content_block: { ...raw, input: {} } },
      {
        type: 'content_block_delta',
        index: 0,
        delta: { type: 'input_json_delta', partial_json: '{"query":"q"}' },
      },
      { type: 'content_block_stop', index: 0 },
      { type: 'content_block_start', index: 1, content_block: found },
      { type: 'content_block_stop', index: 1 },
    ]);
  });
});
