import type { Finish, FinishReason } from '../canonical/response';
import { readRecord, readText } from '../json/read';
import { mapStopReason } from './map-stop-reason';

/** Imitators end a turn that calls tools with `end_turn`, or say `tool_use` of one that calls none. */
function correctReason(reason: FinishReason, hasCalls: boolean): FinishReason {
  if (hasCalls) return reason === 'stop' || reason === 'unknown' ? 'tool_calls' : reason;
  return reason === 'tool_calls' ? 'stop' : reason;
}

/** @param ending what holds `stop_reason` and its companions: a message, or the `delta` of `message_delta` */
export function decodeFinish(ending: unknown, hasCalls: boolean): Finish {
  const rawReason = readText(ending, 'stop_reason');
  const details = readRecord(ending, 'stop_details');
  const stopText = readText(ending, 'stop_sequence');
  const category = readText(details, 'category');
  const message = readText(details, 'explanation');
  return {
    reason: correctReason(mapStopReason(rawReason), hasCalls),
    rawReason,
    ...(stopText !== null && { stopText }),
    ...(category !== null && { category }),
    ...(message !== null && { message }),
  };
}
