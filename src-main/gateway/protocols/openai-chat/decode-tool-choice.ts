import type { ToolChoice } from '../canonical/request';
import { isRecord, readArray, readRecord, readText, type JsonRecord } from '../json/read';
import { createFieldError } from './read-request-field';

/** The name in `{type, function:{name}}`, `{type, custom:{name}}`, or flat as Responses has it. */
function readToolName(tool: unknown): string | null {
  const fields = readRecord(tool, 'function') ?? readRecord(tool, 'custom');
  return readText(fields ?? tool, 'name');
}

function decodeMode(mode: string, path: string): ToolChoice {
  if (mode === 'auto' || mode === 'none' || mode === 'required') return { mode };
  // Mistral's word.
  if (mode === 'any') return { mode: 'required' };
  throw createFieldError(path, 'must be "auto", "none", "required" or an object');
}

function decodeAllowed(choice: JsonRecord): ToolChoice {
  const allowed = readRecord(choice, 'allowed_tools') ?? choice;
  const names = readArray(allowed, 'tools').flatMap((tool) => readToolName(tool) ?? []);
  return { mode: 'allowed', names, required: allowed['mode'] === 'required' };
}

function decodeObject(choice: JsonRecord): ToolChoice {
  const type = readText(choice, 'type');
  if (type === 'allowed_tools') return decodeAllowed(choice);
  const name = readToolName(choice);
  if (name !== null) return { mode: 'named', name };
  if (type === null || type === 'function' || type === 'custom')
    throw createFieldError(`tool_choice.${type ?? 'type'}`, 'must name a tool');
  return { mode: 'hosted', server: type };
}

/** `tool_choice`, or the legacy `function_call`; null when neither is there. */
export function decodeToolChoice(json: JsonRecord): ToolChoice | null {
  const path =
    json['tool_choice'] === undefined || json['tool_choice'] === null ? 'function_call' : 'tool_choice';
  const choice = json[path];
  if (choice === undefined || choice === null) return null;
  if (typeof choice === 'string') return decodeMode(choice, path);
  if (!isRecord(choice)) throw createFieldError(path, 'must be a string or an object');
  return decodeObject(choice);
}
