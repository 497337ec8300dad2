import { GatewayError } from '../../errors';
import type { DecodeAnswerContext } from '../canonical/codec';
import type { CanonicalPart, PartOrigin } from '../canonical/part';
import type { CanonicalResponse } from '../canonical/response';
import { isRecord, readText } from '../json/read';
import { decodeContent } from './decode-content';
import { decodeFinish } from './decode-finish';
import { readUsage } from './read-usage';

/** Marks of the provider's own doings (`fallback`, `container_upload`, `compaction` …) are no part of an answer. */
const ANSWER_PARTS: ReadonlySet<CanonicalPart['type']> = new Set([
  'text',
  'reasoning',
  'toolCall',
  'serverTool',
]);

function decodeParts(content: unknown, origin: PartOrigin): readonly CanonicalPart[] {
  try {
    return decodeContent(content, 'content', origin).filter((part) => ANSWER_PARTS.has(part.type));
  } catch (error) {
    // Here a wrong field is not the client's fault.
    if (!(error instanceof GatewayError)) throw error;
    throw new GatewayError('bad_response', `The upstream's answer cannot be read: ${error.message}`, {
      cause: error,
    });
  }
}

export function decodeResponse(json: unknown, { target }: DecodeAnswerContext): CanonicalResponse {
  if (!isRecord(json) || !Array.isArray(json['content'])) {
    throw new GatewayError(
      'bad_response',
      'The upstream answered with JSON that is no message of Anthropic.',
    );
  }
  const origin: PartOrigin = {
    protocol: 'anthropic-messages',
    channelId: target.channelId,
    model: target.model,
  };
  const parts = decodeParts(json['content'], origin);
  return {
    upstreamId: readText(json, 'id'),
    model: readText(json, 'model'),
    parts,
    finish: decodeFinish(
      json,
      parts.some((part) => part.type === 'toolCall'),
    ),
    usage: readUsage(json['usage']),
  };
}
