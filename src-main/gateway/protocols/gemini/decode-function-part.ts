import type { CanonicalPart, ToolCallPart, ToolResultPart } from '../canonical/part';
import { isFilled, isRecord, type JsonRecord } from '../json/read';
import { decodeMedia } from './decode-media';
import { createInvalid, readList, readMember, readString, requireRecord } from './read-member';

function readName(value: JsonRecord, path: string): string {
  const name = readString(value, 'name', path);
  if (name === null || name === '') throw createInvalid(`${path}.name`, 'is required');
  return name;
}

function readArgs(call: JsonRecord, path: string): string {
  const args = readMember(call, 'args');
  if (args === undefined) return '';
  if (typeof args === 'string') return args;
  if (!isRecord(args)) throw createInvalid(`${path}.args`, 'must be an object');
  return JSON.stringify(args);
}

export function decodeFunctionCall(value: unknown, signature: string | null, path: string): ToolCallPart {
  const call = requireRecord(value, path);
  return {
    type: 'toolCall',
    id: readString(call, 'id', path) ?? '',
    name: readName(call, path),
    args: readArgs(call, path),
    ...(signature !== null && { signature }),
  };
}

function toText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** `output` and `error` are Google's own names for what a function gave; `result` is what its examples use. */
function readOutcome(response: JsonRecord | null): { text: string; isError: boolean; plain: boolean } {
  if (response === null) return { text: '', isError: false, plain: true };
  const keys = Object.keys(response);
  const { output, error, result } = response;
  const sole = keys.length === 1;
  if (isFilled(error) && !isFilled(output)) {
    return { text: toText(error), isError: true, plain: sole && typeof error === 'string' };
  }
  if (sole && output !== undefined) {
    return { text: toText(output), isError: false, plain: typeof output === 'string' };
  }
  if (sole && typeof result === 'string') return { text: result, isError: false, plain: false };
  return {
    text: keys.length === 0 ? '' : JSON.stringify(response),
    isError: false,
    plain: keys.length === 0,
  };
}

export function decodeFunctionResponse(value: unknown, path: string): ToolResultPart {
  const answer = requireRecord(value, path);
  const given = readMember(answer, 'response');
  const response = isRecord(given) || given === undefined ? (given ?? null) : { output: given };
  const { text, isError, plain } = readOutcome(response);
  const content: CanonicalPart[] = text === '' ? [] : [{ type: 'text', text }];
  readList(answer, 'parts').forEach((part, index) => {
    const media = decodeMedia(part, `${path}.parts.${index}`);
    if (media !== null) content.push(media);
  });
  const name = readString(answer, 'name', path);
  return {
    type: 'toolResult',
    callId: readString(answer, 'id', path) ?? '',
    ...(name !== null && name !== '' && { name }),
    content,
    ...(isError && { isError }),
    ...(!plain && response !== null && { structured: response }),
  };
}
