import type { AnswerCheck, AnswerCheckOptions } from '#bench/traffic/answer-check';
import {
  countOutputTokens,
  deltaText,
  encodeSequence,
  INPUT_TOKENS,
  STAMP_DIGITS,
} from '#bench/traffic/answer-content';
import { encodeChatMark } from '#bench/traffic/chat-chunks';
import { classifyFault, type AnswerFault } from '#bench/traffic/classify-fault';
import { holds } from '#bench/traffic/holds';
import { CONVERTED_MODEL } from '#bench/traffic/models';

const FRAME = /^event: (\w+)\ndata: (\{.*\})$/;
const TERMINATOR = '\n\n';
const SHOWN_CHARACTERS = 300;
const PING = { type: 'ping' };

/** What has to come next. */
type Stage = 'start' | 'block' | 'deltas' | 'ending' | 'stop' | 'over';

/** Everything but the deltas: what an event must hold, and what follows it. */
interface Fixed {
  readonly expected: object;
  readonly next: Stage;
}

const START: Fixed = {
  expected: {
    type: 'message_start',
    message: {
      type: 'message',
      role: 'assistant',
      model: CONVERTED_MODEL,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: {},
    },
  },
  next: 'block',
};
const BLOCK: Fixed = {
  expected: { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
  next: 'deltas',
};
const BLOCK_STOP: Fixed = { expected: { type: 'content_block_stop', index: 0 }, next: 'ending' };
const STOP: Fixed = { expected: { type: 'message_stop' }, next: 'over' };

/** How each text of the upstream reads once its JSON is parsed. */
const texts: string[] = [];

/**
 * Reads an answer that a gateway wrote anew from the chunks of another protocol. How it spells its events is its own
 * affair, and so is how it cuts the text; but every delta must be there once, in order and unchanged, in one block of one
 * message with the events that Anthropic's clients rely on, the tokens the upstream counted, and `message_stop` last.
 */
export function createConvertedAnswerCheck(options: AnswerCheckOptions): AnswerCheck {
  const { deltas } = options;
  const mark = encodeChatMark(options.number);
  const ending: Fixed = {
    expected: {
      type: 'message_delta',
      delta: { stop_reason: 'end_turn', stop_sequence: null },
      usage: {
        input_tokens: INPUT_TOKENS.fresh,
        cache_creation_input_tokens: INPUT_TOKENS.cacheWrite,
        cache_read_input_tokens: INPUT_TOKENS.cacheRead,
        output_tokens: countOutputTokens(deltas),
      },
    },
    next: 'stop',
  };
  let stage: Stage = 'start';
  let sequence = 0;
  /** Something unexpected came: from there on all is kept, and understood at the end. */
  let broken = false;
  /** Bytes that are not yet a whole event. */
  let rest = '';
  /** Text that is not yet a whole delta, or not the one that was expected. */
  let text = '';

  function selectFixed(): Fixed | null {
    switch (stage) {
      case 'start':
        return START;
      case 'block':
        return BLOCK;
      case 'deltas':
        return sequence === deltas && text === '' ? BLOCK_STOP : null;
      case 'ending':
        return ending;
      case 'stop':
        return STOP;
      case 'over':
        return null;
    }
  }

  function readEvent(frame: string): boolean {
    const [, name, data = ''] = FRAME.exec(frame) ?? [];
    const event = parseObject(data);
    if (event === null || event['type'] !== name) return false;
    if (name === 'ping') return stage !== 'start' && stage !== 'over' && holds(event, PING);
    if (name === 'content_block_delta') {
      const added = stage === 'deltas' ? selectText(event) : null;
      if (added !== null) readText(added);
      return added !== null;
    }
    const fixed = selectFixed();
    if (fixed === null || !holds(event, fixed.expected)) return false;
    stage = fixed.next;
    return true;
  }

  function readText(added: string): void {
    text += added;
    let at = 0;
    while (!broken) {
      const next = readDelta(at);
      if (next === at) break;
      if (next === null) broken = true;
      else at = next;
    }
    text = text.slice(at);
  }

  /** Where the next delta begins: here, when this one is not whole yet; null when it is another than expected. */
  function readDelta(from: number): number | null {
    if (from === text.length) return from;
    if (sequence === deltas) return null;
    const head = encodeSequence(sequence);
    const tail = mark + (texts[sequence] ??= JSON.parse(`"${deltaText(sequence)}"`) as string);
    const stampAt = from + head.length;
    const tailAt = stampAt + STAMP_DIGITS;
    const end = tailAt + tail.length;
    if (text.length < end) return head.startsWith(text.slice(from, stampAt)) ? from : null;
    if (!text.startsWith(head, from) || !text.startsWith(tail, tailAt)) return null;
    options.onDelta(Number(text.slice(stampAt, tailAt)));
    sequence += 1;
    return end;
  }

  /** @param whole false when the rest was never asked for, so that it cannot be missed */
  function classify(whole: boolean): AnswerFault | null {
    if (broken)
      return classifyFault({ rest: text + rest, sequence, deltas, mayMiss: whole && stage === 'deltas' });
    if (stage === 'over' && rest !== '') return 'wrong';
    return whole && stage !== 'over' ? 'lost' : null;
  }

  return {
    push(chunk) {
      rest += chunk.toString('latin1');
      let at = 0;
      while (!broken) {
        const end = rest.indexOf(TERMINATOR, at);
        if (end === -1) break;
        if (readEvent(rest.slice(at, end))) at = end + TERMINATOR.length;
        else broken = true;
      }
      if (at > 0) rest = rest.slice(at);
    },
    end: () => classify(true),
    leave: () => classify(false),
    describe: () =>
      `after ${sequence} of ${deltas} deltas came ${JSON.stringify((text + rest).slice(0, SHOWN_CHARACTERS))}`,
  };
}

/** Most of an answer, so that it is read the short way. Null when the event adds no text to the one block there is. */
function selectText({ index, delta }: Record<string, unknown>): string | null {
  if (index !== 0 || typeof delta !== 'object' || delta === null) return null;
  const { type, text } = delta as { readonly type?: unknown; readonly text?: unknown };
  return type === 'text_delta' && typeof text === 'string' && text !== '' ? text : null;
}

function parseObject(data: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(data);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
