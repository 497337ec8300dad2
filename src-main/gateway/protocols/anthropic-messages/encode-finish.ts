import type { Finish, FinishReason } from '../canonical/response';
import { mapFinishReason } from './map-stop-reason';

export interface EncodedFinish {
  readonly stop_reason: string;
  readonly stop_sequence: string | null;
  readonly stop_details: object | null;
  readonly container: null;
}

/** Clients run tools only on `tool_use`, and wait for a call that never comes when there is none. */
function selectReason(reason: FinishReason, hasCalls: boolean): FinishReason {
  if (hasCalls) return reason === 'stop' || reason === 'unknown' ? 'tool_calls' : reason;
  return reason === 'tool_calls' ? 'stop' : reason;
}

function encodeStopDetails(finish: Finish): object | null {
  if (finish.reason === 'content_filter') return { type: 'refusal', category: null, explanation: null };
  if (finish.reason !== 'refusal') return null;
  return { type: 'refusal', category: finish.category ?? null, explanation: finish.message ?? null };
}

export function encodeFinish(finish: Finish, hasCalls: boolean): EncodedFinish {
  return {
    stop_reason: mapFinishReason(selectReason(finish.reason, hasCalls)),
    stop_sequence: finish.reason === 'stop_sequence' ? (finish.stopText ?? null) : null,
    stop_details: encodeStopDetails(finish),
    container: null,
  };
}
