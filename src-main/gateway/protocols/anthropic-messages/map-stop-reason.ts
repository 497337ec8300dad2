import type { FinishReason } from '../canonical/response';

const REASON_BY_STOP: Readonly<Record<string, FinishReason>> = {
  end_turn: 'stop',
  stop_sequence: 'stop_sequence',
  max_tokens: 'length',
  tool_use: 'tool_calls',
  refusal: 'refusal',
  model_context_window_exceeded: 'context_window',
  pause_turn: 'pause',
  compaction: 'compaction',
};

const STOP_BY_REASON: Readonly<Record<FinishReason, string>> = {
  stop: 'end_turn',
  stop_sequence: 'stop_sequence',
  length: 'max_tokens',
  tool_calls: 'tool_use',
  content_filter: 'refusal',
  refusal: 'refusal',
  context_window: 'model_context_window_exceeded',
  pause: 'pause_turn',
  compaction: 'compaction',
  malformed: 'end_turn',
  unknown: 'end_turn',
};

export function mapStopReason(stopReason: string | null): FinishReason {
  if (stopReason === null || !Object.hasOwn(REASON_BY_STOP, stopReason)) return 'unknown';
  return REASON_BY_STOP[stopReason] ?? 'unknown';
}

export function mapFinishReason(reason: FinishReason): string {
  return STOP_BY_REASON[reason];
}
