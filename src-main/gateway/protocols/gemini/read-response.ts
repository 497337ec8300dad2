import { decodeStreamError } from '../decode-stream-error';
import { isFilled, isRecord, readArray, readRecord, readText } from '../json/read';
import type { ResponseFacts, UpstreamError } from '../types';
import { readUsage } from './read-usage';

function readError(chunk: unknown): UpstreamError | null {
  return isRecord(chunk) && isFilled(chunk['error']) && !Array.isArray(chunk['candidates'])
    ? decodeStreamError(chunk)
    : null;
}

/** The last finish reason among the candidates, or why the prompt was blocked. */
function readStopReason(chunk: unknown): string | null {
  const finished = readArray(chunk, 'candidates').findLast(
    (candidate) => readText(candidate, 'finishReason') !== null,
  );
  return readText(finished, 'finishReason') ?? readText(readRecord(chunk, 'promptFeedback'), 'blockReason');
}

function readChunk(chunk: unknown): ResponseFacts {
  return {
    error: readError(chunk),
    usage: isRecord(chunk) ? readUsage(chunk['usageMetadata']) : null,
    model: readText(chunk, 'modelVersion'),
    responseId: readText(chunk, 'responseId'),
    stopReason: readStopReason(chunk),
  };
}

function mergeFacts(earlier: ResponseFacts, later: ResponseFacts): ResponseFacts {
  return {
    error: earlier.error ?? later.error,
    usage: later.usage ?? earlier.usage,
    model: earlier.model ?? later.model,
    responseId: earlier.responseId ?? later.responseId,
    stopReason: later.stopReason ?? earlier.stopReason,
  };
}

/** One answer, one chunk of a stream, or the array of chunks that a stream without `alt=sse` is. */
export function readResponse(body: unknown): ResponseFacts {
  if (!Array.isArray(body) || body.length === 0) return readChunk(body);
  return body.map(readChunk).reduce(mergeFacts);
}
