import { decodeStreamError } from '../decode-stream-error';
import { isFilled, isRecord } from '../json/read';
import type { UpstreamError } from '../types';
import { isFailedFinish, readFinish } from './read-finish';

/** The error object of a chunk or answer. vLLM and Mistral put its members at the top. */
export function readOwnError(body: unknown): UpstreamError | null {
  if (!isRecord(body)) return null;
  return isFilled(body['error']) || body['object'] === 'error' ? decodeStreamError(body) : null;
}

/** A choice that ended by failing. */
export function readChoiceError(choices: readonly unknown[]): UpstreamError | null {
  for (const choice of choices) {
    const reason = readFinish(choice);
    if (reason === null || !isFailedFinish(reason)) continue;
    const error = isRecord(choice) ? choice['error'] : null;
    return decodeStreamError(isFilled(error) ? error : `The upstream finished with "${reason}".`);
  }
  return null;
}
