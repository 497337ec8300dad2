import { TRANSFORMER_OPTIONS } from '#shared/domain/transformer-options';
import { isRecord, parseJson, readArray, readRecord, readText } from '../../protocols/json/read';
import { repairJson } from '../../protocols/tools/repair-json';
import { defineBuiltIn } from '../define-built-in';
import { editItems, editMember, omitMembers } from '../json-edits';
import type { StreamEvent, TransformerHooks } from '../transformer';
import { editChoices, isFinished } from './edit-choices';

/**
 * Repairs the arguments of tool calls that are not quite JSON. A stream's are held back until a call is complete, so tools
 * are no longer seen being written.
 */
export const enhanceTool = defineBuiltIn({
  name: 'enhancetool',
  options: TRANSFORMER_OPTIONS.enhancetool,
  protocols: ['openai-chat', 'anthropic-messages'],
  begin: (_options, { protocol }) =>
    protocol === 'openai-chat' ? createChatHooks() : createAnthropicHooks(),
});

function repair(args: string): string {
  if (args.trim() === '' || parseJson(args) !== undefined) return args;
  return repairJson(args) ?? args;
}

function repairCall(call: unknown): unknown {
  if (!isRecord(call)) return call;
  return editMember(call, 'function', (own) => {
    const args = readText(own, 'arguments');
    const repaired = args === null ? null : repair(args);
    return repaired === args ? own : { ...own, arguments: repaired };
  });
}

function hold(call: unknown, calls: Map<number, string>): unknown {
  if (!isRecord(call)) return call;
  const index = typeof call['index'] === 'number' ? call['index'] : 0;
  return editMember(call, 'function', (own) => {
    calls.set(index, `${calls.get(index) ?? ''}${readText(own, 'arguments') ?? ''}`);
    return omitMembers(own, ['arguments']);
  });
}

function createChatHooks(): TransformerHooks {
  /** Arguments so far, by choice and call. */
  const held = new Map<number, Map<number, string>>();

  /** What has been held of the choices that end with an event, to go before it. */
  function release({ name, data }: StreamEvent): StreamEvent[] {
    return readArray(data, 'choices').flatMap((choice) => {
      const number = isRecord(choice) && typeof choice['index'] === 'number' ? choice['index'] : 0;
      const calls = held.get(number);
      if (!isRecord(choice) || !isFinished(choice) || calls === undefined) return [];
      held.delete(number);
      const written = [...calls].map(([index, args]) => ({ index, function: { arguments: repair(args) } }));
      const told = { index: number, delta: { tool_calls: written }, finish_reason: null };
      return [{ name, data: { ...omitMembers(data, ['usage']), choices: [told] } }];
    });
  }

  return {
    response: (body) =>
      editChoices(body, (choice) =>
        editMember(choice, 'message', (message) => editItems(message, 'tool_calls', repairCall)),
      ),
    events: (events) =>
      events.flatMap((event) => {
        const data = editChoices(event.data, (choice, number) =>
          editMember(choice, 'delta', (delta) => {
            if (readArray(delta, 'tool_calls').length === 0) return delta;
            const calls = held.get(number) ?? new Map<number, string>();
            held.set(number, calls);
            return editItems(delta, 'tool_calls', (call) => hold(call, calls));
          }),
        );
        return [...release(event), { ...event, data }];
      }),
  };
}

/** An answer in one piece has its arguments as an object already. */
function createAnthropicHooks(): TransformerHooks {
  const held = new Map<unknown, string>();

  function read(event: StreamEvent): readonly StreamEvent[] {
    const { data } = event;
    const index = data['index'];
    const delta = readRecord(data, 'delta');
    if (data['type'] === 'content_block_delta' && delta?.['type'] === 'input_json_delta') {
      held.set(index, `${held.get(index) ?? ''}${readText(delta, 'partial_json') ?? ''}`);
      return [];
    }
    const args = held.get(index);
    if (data['type'] !== 'content_block_stop' || args === undefined) return [event];
    held.delete(index);
    const type = 'content_block_delta';
    const written = { type, index, delta: { type: 'input_json_delta', partial_json: repair(args) } };
    return [{ name: event.name === null ? null : type, data: written }, event];
  }

  return { events: (events) => events.flatMap(read) };
}
