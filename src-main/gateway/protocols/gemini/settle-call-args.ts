import type { Warn } from '../canonical/codec';
import type { FinishReason } from '../canonical/response';
import type { JsonRecord } from '../json/read';
import { flattenName } from './flatten-name';
import { parseArguments, readArguments } from './parse-arguments';

export interface AnswerCall {
  readonly name: string;
  readonly namespace?: string;
  readonly custom?: boolean;
  readonly args: string;
}

/** The arguments as an object, or null when the text is none as it stands. */
export function readCallArgs({ args, custom }: AnswerCall): JsonRecord | null {
  return custom === true ? { input: args } : readArguments(args);
}

/** The model had said all it wanted to say. Of an answer that was cut, a call that cannot be read was cut with it. */
const COMPLETE: ReadonlySet<FinishReason> = new Set(['stop', 'stop_sequence', 'tool_calls', 'unknown']);

/** The arguments when it is known how the answer ended; null: the call was cut off and must not be made. */
export function settleCallArgs(call: AnswerCall, reason: FinishReason, warn: Warn): JsonRecord | null {
  const args = readCallArgs(call);
  if (args !== null) return args;
  const name = flattenName(call);
  if (COMPLETE.has(reason)) return parseArguments(call.args, name, warn);
  warn(`functionCall: a call of ${name} was dropped, because the answer ended within its arguments.`);
  return null;
}
