import { GatewayError } from '../../errors';
import type { DecodeAnswerContext } from '../canonical/codec';
import type { CanonicalPart, PartOrigin } from '../canonical/part';
import type { CanonicalResponse } from '../canonical/response';
import { isRecord, readArray, readText, type JsonRecord } from '../json/read';
import { decodeCallItem } from './decode-call-item';
import { decodeCitation } from './decode-citation';
import { decodeImageItem } from './decode-image-item';
import { decodeReasoningItem } from './decode-reasoning-item';
import { describeServerItem } from './describe-server-item';
import { readResponse } from './read-response';
import { readUsage } from './read-usage';
import { selectFinish } from './select-finish';

function decodeMessageContent(content: unknown): CanonicalPart[] {
  const refusal = readText(content, 'refusal');
  if (refusal !== null) return [{ type: 'refusal', text: refusal }];
  const text = readText(content, 'text');
  if (text === null) return [];
  const citations = readArray(content, 'annotations').flatMap(
    (annotation) => decodeCitation(annotation) ?? [],
  );
  return [{ type: 'text', text, ...(citations.length === 0 ? {} : { citations }) }];
}

function decodeItem(item: JsonRecord, origin: PartOrigin): CanonicalPart[] {
  switch (item['type']) {
    case 'message':
      return readArray(item, 'content').flatMap(decodeMessageContent);
    case 'reasoning': {
      const part = decodeReasoningItem(item, origin);
      return part.text === '' && part.state === undefined ? [] : [part];
    }
    case 'function_call':
    case 'custom_tool_call': {
      const name = readText(item, 'name');
      return name === null ? [] : [decodeCallItem(item, name)];
    }
    default: {
      const image = decodeImageItem(item);
      if (image !== null) return [{ type: 'image', source: { type: 'base64', ...image } }];
      const digest = describeServerItem(item);
      return [{ type: 'serverTool', protocol: 'openai-responses', raw: item, digest }];
    }
  }
}

function decodeOutput(json: unknown, origin: PartOrigin): CanonicalPart[] {
  try {
    return readArray(json, 'output').flatMap((item) => (isRecord(item) ? decodeItem(item, origin) : []));
  } catch (cause) {
    // JSON can be read deeper than it can be written again.
    throw new GatewayError('bad_response', 'The upstream answered with something that cannot be read.', {
      cause,
    });
  }
}

/** https://platform.openai.com/docs/api-reference/responses/object */
export function decodeResponse(json: unknown, { target }: DecodeAnswerContext): CanonicalResponse {
  const { error } = readResponse(json);
  if (error !== null) throw new GatewayError(error.kind, error.message, { retryAfterMs: error.retryAfterMs });
  const status = readText(json, 'status') ?? 'completed';
  const final = status === 'completed' || status === 'incomplete';
  if (!isRecord(json) || !Array.isArray(json['output']) || !final)
    throw new GatewayError(
      'bad_response',
      'The upstream answered with something that is no finished response.',
    );

  const origin: PartOrigin = {
    protocol: 'openai-responses',
    channelId: target.channelId,
    model: target.model,
  };
  const parts = decodeOutput(json, origin);
  return {
    upstreamId: readText(json, 'id'),
    model: readText(json, 'model'),
    parts,
    finish: selectFinish(json, status, {
      hasCalls: parts.some((part) => part.type === 'toolCall'),
      hasRefusal: parts.some((part) => part.type === 'refusal'),
    }),
    usage: readUsage(json['usage']),
  };
}
