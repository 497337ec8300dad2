import type { CanonicalTool, ToolChoice } from '../canonical/request';
import { readRecord, type JsonRecord } from '../json/read';
import { readToolName } from './decode-tools';
import { invalidField, requireText } from './read-field';

const PATH = 'tool_choice';

function decodeNamed(choice: JsonRecord, tools: readonly CanonicalTool[]): ToolChoice {
  const name = requireText(choice, 'name', PATH);
  const tool = tools.find((known) => readToolName(known) === name);
  if (tool?.type !== 'server') return { mode: 'named', name };
  return { mode: 'hosted', server: tool.server === 'other' ? name : tool.server };
}

export function decodeToolChoice(body: JsonRecord, tools: readonly CanonicalTool[]): ToolChoice | null {
  const choice = readRecord(body, PATH);
  if (choice === null) return null;
  switch (choice['type']) {
    case 'auto':
    case 'none':
      return { mode: choice['type'] };
    case 'any':
      return { mode: 'required' };
    case 'tool':
      return decodeNamed(choice, tools);
    default:
      throw invalidField(`${PATH}.type`, 'must be auto, any, tool or none');
  }
}

/** Null: not said. */
export function decodeParallelTools(body: JsonRecord): boolean | null {
  const disabled = readRecord(body, PATH)?.['disable_parallel_tool_use'];
  return typeof disabled === 'boolean' ? !disabled : null;
}
