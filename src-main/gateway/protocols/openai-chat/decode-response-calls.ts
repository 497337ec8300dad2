import type { Warn } from '../canonical/codec';
import type { ToolCallPart } from '../canonical/part';
import { isRecord, readArray, type JsonRecord } from '../json/read';
import { readCallDelta } from './read-call-delta';

export function decodeResponseCalls(message: JsonRecord, warn: Warn): readonly ToolCallPart[] {
  const claimed = new Set<string>();
  const legacy = message['function_call'];
  const list = readArray(message, 'tool_calls');
  const calls = list.length === 0 && isRecord(legacy) ? [{ function: legacy }] : list;

  return calls.flatMap((value): readonly ToolCallPart[] => {
    const call = readCallDelta(value);
    if (call?.name === undefined || call.name === null) {
      warn('tool call: one without a name was left out');
      return [];
    }
    const { name, args, custom, signature } = call;
    // The second call of an id gets a new one later on: clients tell calls by their ids.
    const id = call.id === null || claimed.has(call.id) ? '' : call.id;
    claimed.add(id);
    return [
      {
        type: 'toolCall',
        id,
        name,
        args,
        ...(custom ? { custom } : {}),
        ...(signature === null ? {} : { signature }),
      },
    ];
  });
}
