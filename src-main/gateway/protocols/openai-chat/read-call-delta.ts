import { isRecord, readRecord, readText, type JsonRecord } from '../json/read';
import { readCallArgs } from './read-call-args';
import { readThoughtSignature } from './thought-signature';

/** A piece of a tool call, or a whole one; every member may be missing from it. */
export interface CallDelta {
  readonly index: number | null;
  readonly id: string | null;
  readonly name: string | null;
  readonly custom: boolean;
  readonly args: string;
  readonly signature: string | null;
}

function readIndex(delta: JsonRecord): number | null {
  const index = delta['index'];
  return typeof index === 'number' && Number.isSafeInteger(index) ? index : null;
}

export function readCallDelta(value: unknown): CallDelta | null {
  if (!isRecord(value)) return null;
  const custom = readRecord(value, 'custom');
  const body = custom ?? readRecord(value, 'function');
  return {
    index: readIndex(value),
    id: readText(value, 'id'),
    name: readText(body, 'name'),
    custom: custom !== null,
    args: readCallArgs(custom === null ? body?.['arguments'] : custom['input']),
    signature: readThoughtSignature(value),
  };
}
