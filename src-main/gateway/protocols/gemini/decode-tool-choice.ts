import type { ToolChoice } from '../canonical/request';
import { createInvalid, readEnum, readList, readObject } from './read-member';

const PATH = 'toolConfig.functionCallingConfig';

function readNames(config: unknown): readonly string[] {
  return readList(config, 'allowedFunctionNames').map((name) => {
    if (typeof name !== 'string') throw createInvalid(`${PATH}.allowedFunctionNames`, 'must hold strings');
    return name;
  });
}

/** Names count only where a call is forced or checked against its schema. */
export function decodeToolChoice(request: unknown): ToolChoice | null {
  const config = readObject(readObject(request, 'toolConfig', ''), 'functionCallingConfig', 'toolConfig');
  const mode = readEnum(config, 'mode', PATH);
  const names = readNames(config);
  const [first] = names;
  switch (mode) {
    case null:
      return null;
    case 'AUTO':
      return { mode: 'auto' };
    case 'NONE':
      return { mode: 'none' };
    case 'ANY':
      if (first === undefined) return { mode: 'required' };
      if (names.length === 1) return { mode: 'named', name: first };
      return { mode: 'allowed', names, required: true };
    case 'VALIDATED':
      return names.length === 0 ? { mode: 'auto' } : { mode: 'allowed', names, required: false };
    default:
      throw createInvalid(`${PATH}.mode`, "must be 'AUTO', 'ANY', 'NONE' or 'VALIDATED'");
  }
}
