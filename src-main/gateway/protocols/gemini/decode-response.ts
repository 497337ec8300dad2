import { GatewayError } from '../../errors';
import type { DecodeAnswerContext } from '../canonical/codec';
import { createAggregator, isUpstreamError } from '../canonical/aggregate';
import type { CanonicalResponse } from '../canonical/response';
import { decodeStreamError } from '../decode-stream-error';
import { isFilled, isRecord, readArray } from '../json/read';
import type { UpstreamError } from '../types';
import { createAnswerReader } from './create-answer-reader';

function createBadResponse(message: string, cause?: unknown): GatewayError {
  return new GatewayError('bad_response', message, { cause });
}

function throwError({ kind, message, retryAfterMs }: UpstreamError): never {
  throw new GatewayError(kind, message, { retryAfterMs });
}

/** One answer, or the list of chunks that a stream without `alt=sse` is. */
export function decodeResponse(json: unknown, { target, warn }: DecodeAnswerContext): CanonicalResponse {
  const chunks = (Array.isArray(json) ? json : [json]).filter(isRecord);
  const failed = chunks.find((chunk) => isFilled(chunk['error']));
  if (failed !== undefined) throwError(decodeStreamError(failed));

  const aggregator = createAggregator({
    protocol: 'gemini',
    channelId: target.channelId,
    model: target.model,
  });
  const reader = createAnswerReader(aggregator.push, warn);
  try {
    for (const chunk of chunks) reader.read(chunk);
  } catch (error) {
    throw createBadResponse('The upstream sent an answer that cannot be read.', error);
  }
  if (!reader.isEnded() && !chunks.some((chunk) => readArray(chunk, 'candidates').length > 0)) {
    throw createBadResponse('The upstream sent no candidates.');
  }
  if (!reader.isEnded()) warn('finishReason: the upstream did not say why its answer ended.');
  reader.finish('STOP');
  const result = aggregator.result();
  return isUpstreamError(result) ? throwError(result) : result;
}
