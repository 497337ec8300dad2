import type { ToolCallPart } from '../canonical/part';
import { isRecord, parseJson } from '../json/read';
import { repairJson } from '../tools/repair-json';
import { mapList, mapParts, withMessages } from './map-list';
import type { RepairContext, RepairPass } from './repair-pass';

/** Arguments as an object in JSON, or null. Models also write the object as a JSON string, or null for nothing. */
function readArgs(text: string): string | null {
  const value = parseJson(text);
  if (isRecord(value)) return text;
  if (value === null) return '';
  return typeof value === 'string' && isRecord(parseJson(value)) ? value : null;
}

function fixArgs({ args, name }: ToolCallPart, { warn }: RepairContext): string {
  if (args.trim() === '') return '';
  const read = readArgs(args);
  if (read !== null) return read;
  const repaired = repairJson(args);
  if (repaired !== null && isRecord(parseJson(repaired))) return repaired;
  warn(`The arguments of an earlier call of ${name} are no JSON object; they were sent as text in "_raw".`);
  return JSON.stringify({ _raw: args });
}

/** Anthropic and Google take arguments as objects, so those that are none are repaired or put into one. */
export const repairArgs: RepairPass = (request, context) => {
  const { protocol } = context.target;
  if (protocol !== 'anthropic-messages' && protocol !== 'gemini') return request;
  const messages = mapList(request.messages, (message) =>
    mapParts(message, (part) => {
      if (part.type !== 'toolCall') return part;
      const args = fixArgs(part, context);
      return args === part.args ? part : { ...part, args };
    }),
  );
  return withMessages(request, messages);
};
