import type { ToolCallPart } from '../canonical/part';
import type { JsonRecord } from '../json/read';
import { createThoughtSignature } from './thought-signature';

const NO_ARGS = '{}';

/** A call in a message. Its arguments stay the text the model wrote; none are an empty object. */
export function encodeCall({ id, name, args, custom, signature }: ToolCallPart): JsonRecord {
  const body =
    custom === true
      ? { type: 'custom', custom: { name, input: args } }
      : { type: 'function', function: { name, arguments: args === '' ? NO_ARGS : args } };
  return { id, ...body, ...createThoughtSignature(signature) };
}
