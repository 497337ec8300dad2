import { describe, expect, it } from 'vitest';
import { encodeStamp } from './answer-content';
import { createChatStream } from './chat-chunks';
import type { AnswerFault } from './classify-fault';
import { createConvertedAnswerCheck } from './converted-answer-check';
import { CONVERTED_MODEL } from './models';

const NUMBER = 7;
const DELTAS = 6;
const STAMP_US = 1_234_567;
const ALL = [0, 1, 2, 3, 4, 5];

const event = (type: string, members: object = {}): string =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...members })}\n\n`;

const PING = event('ping');
const BLOCK = event('content_block_start', { index: 0, content_block: { type: 'text', text: '' } });
const BLOCK_STOP = event('content_block_stop', { index: 0 });
const STOP = event('message_stop');
const start = (model: string): string =>
  event('message_start', {
    message: {
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      model,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: { input_tokens: 0, output_tokens: 0 },
    },
  });
const START = start(CONVERTED_MODEL);

/** What the upstream wrote as the text of a delta. */
function textOf(sequence: number, number: number): string {
  const chunk = createChatStream(number, DELTAS).delta(sequence, encodeStamp(STAMP_US));
  const { choices } = JSON.parse(chunk.slice('data: '.length)) as {
    choices: [{ delta: { content: string } }];
  };
  return choices[0].delta.content;
}
const text = (added: string, index = 0): string =>
  event('content_block_delta', { index, delta: { type: 'text_delta', text: added } });
const delta = (sequence: number, number = NUMBER): string => text(textOf(sequence, number));

function ending(stopReason: string | null = 'end_turn', tokens = DELTAS + 1): string {
  return event('message_delta', {
    delta: { stop_reason: stopReason, stop_sequence: null, container: null },
    usage: {
      input_tokens: 12,
      cache_creation_input_tokens: 480,
      cache_read_input_tokens: 46_210,
      output_tokens: tokens,
    },
  });
}
const answer = (sequences: readonly number[], number = NUMBER): string =>
  START +
  PING +
  BLOCK +
  sequences.map((sequence) => delta(sequence, number)).join('') +
  BLOCK_STOP +
  ending() +
  STOP;

function check(body: string, pieceBytes = body.length): { fault: AnswerFault | null; sent: number[] } {
  const sent: number[] = [];
  const reading = createConvertedAnswerCheck({
    number: NUMBER,
    deltas: DELTAS,
    onDelta: (us) => sent.push(us),
  });
  for (let at = 0; at < body.length; at += pieceBytes) {
    reading.push(Buffer.from(body.slice(at, at + pieceBytes), 'latin1'));
  }
  return { fault: reading.end(), sent };
}

describe('createConvertedAnswerCheck', () => {
  it.each([1, 2, 17, 100, 10_000])('accepts a right answer that comes in pieces of %i bytes', (bytes) => {
    expect(check(answer(ALL), bytes)).toEqual({ fault: null, sent: ALL.map(() => STAMP_US) });
  });

  it('leaves it to the gateway how it cuts the text, when it pings, and what members it adds', () => {
    const whole = ALL.map((sequence) => textOf(sequence, NUMBER)).join('');
    for (const size of [1, 10, 33, whole.length]) {
      const pieces = whole.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
      const texts = pieces.map((piece) => text(piece) + PING).join('');
      expect(check(START + BLOCK + PING + texts + BLOCK_STOP + ending() + STOP)).toEqual({
        fault: null,
        sent: ALL.map(() => STAMP_US),
      });
    }
  });

  const begun = START + BLOCK;
  const told = ALL.map((sequence) => delta(sequence)).join('');
  it.each<[string, AnswerFault, string]>([
    ['a missing delta', 'lost', answer([0, 1, 3, 4, 5])],
    ['a missing last delta', 'lost', answer([0, 1, 2, 3, 4])],
    ['a cut answer', 'lost', answer(ALL).slice(0, 900)],
    ['an answer without its last event', 'lost', answer(ALL).slice(0, -STOP.length)],
    ['an answer whose last event is not whole', 'lost', answer(ALL).slice(0, -1)],
    ['an empty answer', 'lost', ''],
    ['half a delta', 'lost', begun + text(textOf(0, NUMBER).slice(0, 20)) + BLOCK_STOP + ending() + STOP],
    [
      'an error in the middle',
      'lost',
      begun + delta(0) + event('error', { error: { type: 'api_error', message: '' } }),
    ],
    ['two deltas that changed places', 'reordered', answer([0, 1, 3, 2, 4, 5])],
    ['a delta that came twice', 'reordered', answer([0, 1, 1, 2, 3, 4, 5])],
    ['the answer to another request', 'wrong', answer(ALL, NUMBER + 1)],
    ['a delta of another request', 'wrong', answer(ALL).replace('~000000007 then', '~000000008 then')],
    ['a changed character', 'wrong', answer(ALL).replace('failing', 'fAiling')],
    ['a text that is escaped once more', 'wrong', answer(ALL).replace('\\n\\n', '\\\\n\\\\n')],
    ['a delta of another block', 'wrong', answer(ALL).replace('"index":0,"delta"', '"index":1,"delta"')],
    ['an empty delta', 'wrong', begun + text('') + told + BLOCK_STOP + ending() + STOP],
    ['a text that does not end', 'wrong', begun + told + text('more') + BLOCK_STOP + ending() + STOP],
    ['deltas without their block', 'wrong', START + told + BLOCK_STOP + ending() + STOP],
    ['two messages', 'wrong', START + answer(ALL)],
    ['two blocks', 'wrong', begun + BLOCK + told + BLOCK_STOP + ending() + STOP],
    ['a block that was never closed', 'wrong', begun + told + ending() + STOP],
    ['no stop reason', 'wrong', begun + told + BLOCK_STOP + ending(null) + STOP],
    ['tokens the upstream did not count', 'wrong', begun + told + BLOCK_STOP + ending('end_turn', 1) + STOP],
    ["the upstream's name of the model", 'wrong', answer(ALL).replace(START, start('upstream-chat-model'))],
    [
      'a name that is not that of its event',
      'wrong',
      answer(ALL).replace('event: ping', 'event: message_stop'),
    ],
    ['something that is no JSON', 'wrong', answer(ALL).replace('{"type":"ping"}', '{"type":"ping"')],
    ['bytes after the end', 'wrong', `${answer(ALL)}x`],
    ['an event after the end', 'wrong', answer(ALL) + PING],
  ])('finds %s (%s)', (_name, fault, body) => {
    expect(check(body).fault).toBe(fault);
    expect(check(body, 7).fault).toBe(fault);
  });

  it('sees what is wrong behind text that was put together', () => {
    const texts = [0, 1, 1, 2, 3, 4, 5].map((sequence) => textOf(sequence, NUMBER)).join('');
    expect(check(begun + text(texts) + BLOCK_STOP + ending() + STOP).fault).toBe('reordered');
    expect(check(begun + text(texts.replaceAll('00001@', '00009@'))).fault).toBe('lost');
  });

  it('misses nothing of an answer that was left, but still sees what was wrong with it', () => {
    const leave = (body: string): AnswerFault | null => {
      const reading = createConvertedAnswerCheck({ number: NUMBER, deltas: DELTAS, onDelta: () => {} });
      reading.push(Buffer.from(body));
      return reading.leave();
    };
    expect(leave(begun + delta(0))).toBeNull();
    expect(leave(begun + delta(0) + delta(2))).toBe('reordered');
    expect(leave(begun + delta(0, NUMBER + 1))).toBe('wrong');
  });
});
