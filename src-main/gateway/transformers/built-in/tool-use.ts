import { TRANSFORMER_OPTIONS } from '#shared/domain/transformer-options';
import {
  isRecord,
  parseJson,
  readArray,
  readRecord,
  readText,
  type JsonRecord,
} from '../../protocols/json/read';
import { defineBuiltIn } from '../define-built-in';
import { editMember, omitMembers } from '../json-edits';
import { editChoices, isFinished } from './edit-choices';

/** The name that claude-code-router's users know it by. */
const EXIT_TOOL = 'ExitTool';

const INSTRUCTION = `<system-reminder>Tool mode is active. Work on the task with the tool that fits it best. When no tool fits, or the task is done, call \`${EXIT_TOOL}\` with your answer to the user. Always call a tool.</system-reminder>`;

const EXIT_DEFINITION = {
  type: 'function',
  function: {
    name: EXIT_TOOL,
    description: 'Leaves tool mode: gives the final answer to the user when no other tool is needed.',
    parameters: {
      type: 'object',
      properties: { response: { type: 'string', description: 'The answer, shown to the user as it is.' } },
      required: ['response'],
    },
  },
};

/**
 * Makes models that are shy of tools use them: they must call one, and get one more, by which they answer in words. The
 * client sees its words only.
 */
export const toolUse = defineBuiltIn({
  name: 'tooluse',
  options: TRANSFORMER_OPTIONS.tooluse,
  protocols: ['openai-chat'],
  begin() {
    const choices = new Map<number, Calls>();
    const callsOf = (number: number): Calls => {
      const calls = choices.get(number) ?? createCalls();
      choices.set(number, calls);
      return calls;
    };
    return {
      request: askForTools,
      response: (body) =>
        editChoices(body, (choice) => {
          const calls = createCalls();
          return settle(editMember(choice, 'message', calls.read), 'message', calls);
        }),
      events: (events) =>
        events.map(({ name, data }) => ({
          name,
          data: editChoices(data, (choice, number) => {
            const calls = callsOf(number);
            const read = editMember(choice, 'delta', calls.read);
            return isFinished(read) ? settle(read, 'delta', calls) : read;
          }),
        })),
    };
  },
});

/** A client that forbids tools, or wants a certain one, gets what it wants. */
function askForTools(body: JsonRecord): JsonRecord {
  const tools = readArray(body, 'tools');
  const { tool_choice: choice = 'auto' } = body;
  if (tools.length === 0 || choice !== 'auto') return body;
  return {
    ...body,
    messages: [...readArray(body, 'messages'), { role: 'system', content: INSTRUCTION }],
    tools: [EXIT_DEFINITION, ...tools],
    tool_choice: 'required',
  };
}

/** The calls of one answer. */
interface Calls {
  /** A message, or a part of one, without calls of the added tool. */
  read(said: JsonRecord): JsonRecord;
  /** What was said by the added tool; null when it was not called. */
  answer(): string | null;
  /** Whether the client's own tools were called. */
  hasOthers(): boolean;
}

function createCalls(): Calls {
  let exitIndex: unknown = null;
  let args: string | null = null;
  /** Where the client's own calls stand without the added one. */
  const places = new Map<unknown, number>();

  function keep(call: unknown, position: number): unknown[] {
    if (!isRecord(call)) return [call];
    const index = call['index'] ?? position;
    const own = readRecord(call, 'function');
    if (readText(own, 'name') === EXIT_TOOL) {
      exitIndex = index;
      args ??= '';
    }
    if (args !== null && index === exitIndex) {
      args += readText(own, 'arguments') ?? '';
      return [];
    }
    const place = places.get(index) ?? places.size;
    places.set(index, place);
    return [call['index'] === undefined ? call : { ...call, index: place }];
  }

  return {
    read(said) {
      const calls = readArray(said, 'tool_calls');
      if (calls.length === 0) return said;
      const kept = calls.flatMap(keep);
      return kept.length === 0 ? omitMembers(said, ['tool_calls']) : { ...said, tool_calls: kept };
    },
    answer: () => (args === null ? null : (readText(parseJson(args), 'response') ?? args)),
    hasOthers: () => places.size > 0,
  };
}

/** Puts the answer where text belongs, and says that it is one. */
function settle(choice: JsonRecord, member: 'message' | 'delta', calls: Calls): JsonRecord {
  const answer = calls.answer();
  if (answer === null) return choice;
  const said = readRecord(choice, member);
  return {
    ...choice,
    [member]: { ...said, content: `${readText(said, 'content') ?? ''}${answer}` },
    finish_reason: calls.hasOthers() ? choice['finish_reason'] : 'stop',
  };
}
