import type { CanonicalEvent } from '../canonical/response';
import { completeArguments, createCallItem, type CallIdentity } from './output-items';
import type { OutputSlots } from './output-slots';
import type { PartWriter } from './part-writer';
import { stringifyMembers } from './write-events';

const FUNCTION_EVENTS = {
  delta: 'response.function_call_arguments.delta',
  done: 'response.function_call_arguments.done',
} as const;
const CUSTOM_EVENTS = {
  delta: 'response.custom_tool_call_input.delta',
  done: 'response.custom_tool_call_input.done',
} as const;

export function createCallWriter(
  slots: OutputSlots,
  call: CallIdentity,
): { readonly opening: string; readonly writer: PartWriter } {
  const { events } = slots;
  const outputIndex = slots.reserve();
  const names = call.custom ? CUSTOM_EVENTS : FUNCTION_EVENTS;
  const at = { item_id: call.id, output_index: outputIndex };
  const writeDelta = events.prepareDelta(names.delta, at);
  let streamed = '';

  function append(text: string): string {
    streamed += text;
    return writeDelta(text);
  }

  function end(): string {
    const args = completeArguments(call, streamed);
    const rest = args === streamed ? '' : append(args);
    const final = call.custom ? { ...at, input: args } : { ...at, name: call.name, arguments: args };
    return (
      rest +
      events.write(names.done, stringifyMembers(final)) +
      slots.writeDone(outputIndex, createCallItem(call, 'completed', args))
    );
  }

  return {
    opening: slots.writeAdded(outputIndex, createCallItem(call, 'in_progress', '')),
    writer: {
      push: (event: CanonicalEvent) => (event.type === 'args_delta' ? append(event.text) : ''),
      end,
    },
  };
}
