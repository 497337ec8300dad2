import { decodeStreamError } from '../decode-stream-error';
import { isRecord, readText } from '../json/read';
import type { ResponseFacts } from '../types';
import { readUsage } from './read-usage';

export function readResponse(body: unknown): ResponseFacts {
  const failed = isRecord(body) && !Array.isArray(body['content']) && Boolean(body['error']);
  return {
    error: failed ? decodeStreamError(body) : null,
    usage: isRecord(body) ? readUsage(body['usage']) : null,
    model: readText(body, 'model'),
    responseId: readText(body, 'id'),
    stopReason: readText(body, 'stop_reason'),
  };
}
