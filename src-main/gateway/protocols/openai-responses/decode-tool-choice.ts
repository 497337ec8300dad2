import type { ToolChoice } from '../canonical/request';
import { readArray, readRecord, readText } from '../json/read';
import { omitAbsent } from '../json/omit-absent';
import { invalidField, requireRecord } from './invalid-field';

function readName(choice: unknown): string | null {
  // The nested shape is the one of Chat Completions.
  return readText(choice, 'name') ?? readText(readRecord(choice, 'function'), 'name');
}

export function decodeToolChoice(value: unknown): ToolChoice | null {
  if (value === undefined || value === null) return null;
  if (value === 'auto' || value === 'none' || value === 'required') return { mode: value };
  const choice = requireRecord(value, 'tool_choice');
  const type = readText(choice, 'type');
  switch (type) {
    case null:
      throw invalidField('tool_choice.type', 'must be a non-empty string');
    case 'function':
    case 'custom': {
      const name = readName(choice);
      if (name === null) throw invalidField('tool_choice.name', 'must be a non-empty string');
      return {
        mode: 'named',
        name,
        ...omitAbsent({ namespace: readText(choice, 'namespace') ?? undefined }),
      };
    }
    case 'allowed_tools': {
      const names = readArray(choice, 'tools').flatMap(
        (tool) => readName(tool) ?? readText(tool, 'type') ?? [],
      );
      return { mode: 'allowed', names, required: choice['mode'] === 'required' };
    }
    default:
      return { mode: 'hosted', server: type };
  }
}
