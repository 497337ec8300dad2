import type { Finish, FinishReason } from '../canonical/response';

const REASONS: ReadonlyMap<string, FinishReason> = new Map([
  ['stop', 'stop'],
  // Together.
  ['eos', 'stop'],
  ['length', 'length'],
  ['max_tokens', 'length'],
  ['tool_calls', 'tool_calls'],
  ['function_call', 'tool_calls'],
  ['content_filter', 'content_filter'],
  // GLM.
  ['sensitive', 'content_filter'],
]);

const WIRE_REASONS: Readonly<Record<FinishReason, string>> = {
  stop: 'stop',
  stop_sequence: 'stop',
  length: 'length',
  tool_calls: 'tool_calls',
  content_filter: 'content_filter',
  refusal: 'content_filter',
  context_window: 'length',
  pause: 'length',
  compaction: 'stop',
  malformed: 'stop',
  unknown: 'stop',
};

/** What an answer holds, besides what it says of its end. */
export interface AnswerTraits {
  readonly hasCalls: boolean;
  readonly hasRefusal: boolean;
}

function mapReason(rawReason: string | null, { hasCalls, hasRefusal }: AnswerTraits): FinishReason {
  const reason = rawReason === null ? 'stop' : (REASONS.get(rawReason) ?? 'unknown');
  // Upstreams say "stop" of an answer with calls, and "tool_calls" of one without.
  if (reason === 'stop' && hasCalls) return 'tool_calls';
  if (reason === 'stop' && hasRefusal) return 'refusal';
  return reason === 'tool_calls' && !hasCalls ? 'stop' : reason;
}

/**
 * How an answer ended.
 *
 * @param rawReason null when the upstream ended its answer without one
 * @param stopText the stop sequence that was met, where the upstream tells it
 */
export function mapFinishReason(
  rawReason: string | null,
  stopText: string | null,
  traits: AnswerTraits,
): Finish {
  const reason = mapReason(rawReason, traits);
  if (reason === 'stop' && stopText !== null) return { reason: 'stop_sequence', rawReason, stopText };
  return { reason, rawReason };
}

/** `finish_reason` for a client. A refusal with its text in the message is a normal end. */
export function mapWireReason(reason: FinishReason, { hasCalls, hasRefusal }: AnswerTraits): string {
  if (reason === 'refusal' && hasRefusal) return 'stop';
  const wire = WIRE_REASONS[reason];
  if (wire === 'stop' && hasCalls) return 'tool_calls';
  return wire === 'tool_calls' && !hasCalls ? 'stop' : wire;
}
