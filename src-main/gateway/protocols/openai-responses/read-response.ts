import { decodeStreamError } from '../decode-stream-error';
import { isFilled, isRecord, readText } from '../json/read';
import type { ResponseFacts, UpstreamError } from '../types';
import { readStopReason } from './read-stop-reason';
import { readUsage } from './read-usage';

function readError(body: unknown): UpstreamError | null {
  if (!isRecord(body)) return null;
  if (body['status'] === 'failed') return decodeStreamError(isFilled(body['error']) ? body['error'] : null);
  const failed = isFilled(body['error']) && !Array.isArray(body['output']);
  return failed ? decodeStreamError(body) : null;
}

/** Also reads the `response` member of a stream's events. */
export function readResponse(body: unknown): ResponseFacts {
  return {
    error: readError(body),
    usage: isRecord(body) ? readUsage(body['usage']) : null,
    model: readText(body, 'model'),
    responseId: readText(body, 'id'),
    stopReason: readStopReason(body),
  };
}
