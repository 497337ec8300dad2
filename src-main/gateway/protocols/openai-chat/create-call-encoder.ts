import type { AnswerContext } from '../canonical/codec';
import type { PartStart } from '../canonical/response';
import type { JsonRecord } from '../json/read';
import { escapeInput, INPUT_HEAD, INPUT_TAIL, takesCustomCalls } from './encode-client-call';
import { createThoughtSignature } from './thought-signature';

const ID_CHARS = 24;

export type CallStart = Extract<PartStart, { kind: 'toolCall' }>;

/** Writes the deltas of calls for a client; each result is a delta, or null when there is nothing to say. */
export interface CallEncoder {
  sawCalls(): boolean;
  /** @param signature where it is known from the start: some clients look for it nowhere else */
  start(part: number, call: CallStart, signature: string | null): JsonRecord | null;
  write(part: number, text: string): JsonRecord | null;
  sign(part: number, signature: string): JsonRecord | null;
  end(part: number): JsonRecord | null;
}

interface OpenCall {
  readonly index: number;
  /** How the client sees it: a free-form call may be a function to it. */
  readonly form: 'function' | 'custom' | 'wrapped';
  /** Anything of its arguments was written. */
  written: boolean;
}

export function createCallEncoder({ request, newId, warn }: AnswerContext): CallEncoder {
  const customKnown = takesCustomCalls(request);
  const legacy = request.wants.legacyFunctions;
  const calls = new Map<number, OpenCall>();
  let count = 0;

  /** Before tools there was one function call to an answer, without index or id. */
  function createDelta({ index, form }: OpenCall, members: JsonRecord, body: JsonRecord): JsonRecord {
    if (legacy) return { function_call: body };
    const kind = form === 'custom' ? 'custom' : 'function';
    return { tool_calls: [{ index, ...members, [kind]: body }] };
  }

  function writeArgs(call: OpenCall, text: string): JsonRecord {
    call.written = true;
    return createDelta(call, {}, call.form === 'custom' ? { input: text } : { arguments: text });
  }

  return {
    sawCalls: () => count > 0,
    start(part, { id, name, custom }, signature) {
      if (legacy && count > 0) {
        warn('function_call: the client can read only the first of several calls');
        return null;
      }
      const form = custom !== true ? 'function' : customKnown ? 'custom' : 'wrapped';
      const call: OpenCall = { index: count, form, written: form === 'wrapped' };
      calls.set(part, call);
      count += 1;
      const members = {
        id: id === '' ? `call_${newId(ID_CHARS)}` : id,
        type: form === 'custom' ? 'custom' : 'function',
        ...createThoughtSignature(signature),
      };
      const args = form === 'wrapped' ? INPUT_HEAD : '';
      return createDelta(call, members, form === 'custom' ? { name, input: '' } : { name, arguments: args });
    },
    write(part, text) {
      const call = calls.get(part);
      if (call === undefined) return null;
      return writeArgs(call, call.form === 'wrapped' ? escapeInput(text) : text);
    },
    sign(part, signature) {
      const call = calls.get(part);
      if (call === undefined || legacy) return null;
      return createDelta(call, createThoughtSignature(signature), { arguments: '' });
    },
    end(part) {
      const call = calls.get(part);
      if (call === undefined) return null;
      calls.delete(part);
      if (call.form === 'wrapped') return writeArgs(call, INPUT_TAIL);
      return call.form === 'function' && !call.written ? writeArgs(call, '{}') : null;
    },
  };
}
