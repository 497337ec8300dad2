import { GatewayError } from '../../errors';
import type { DecodeAnswerContext } from '../canonical/codec';
import type { CanonicalPart, ReasoningPart, TextPart } from '../canonical/part';
import type { CanonicalResponse } from '../canonical/response';
import { isRecord, readArray, readRecord, readText, type JsonRecord } from '../json/read';
import { readAnnotations } from './annotations';
import { createDetailsCollector } from './create-details-collector';
import { createThinkSplitter } from './create-think-splitter';
import { decodeResponseCalls } from './decode-response-calls';
import { mapFinishReason } from './map-finish-reason';
import { readContentText, readImages } from './read-content';
import { readChoiceError, readOwnError } from './read-error';
import { readFinish } from './read-finish';
import { readReasoning } from './read-reasoning';
import { readStopText } from './read-stop-text';
import { findUsage } from './read-usage';
import { readThoughtSignature } from './thought-signature';

interface Words {
  readonly text: string;
  readonly reasoning: string;
}

function readWords(message: JsonRecord, thinkTags: boolean): Words {
  const words = { text: '', reasoning: readReasoning(message) };
  const content = readContentText(message['content']);
  if (!thinkTags) return { ...words, text: content };
  const splitter = createThinkSplitter({
    text: (piece) => {
      words.text += piece;
    },
    reasoning: (piece) => {
      words.reasoning += piece;
    },
  });
  splitter.push(content);
  splitter.flush();
  return words;
}

function createReasoning(
  message: JsonRecord,
  text: string,
  { target }: DecodeAnswerContext,
  model: string | null,
): readonly ReasoningPart[] {
  const details = createDetailsCollector();
  if (target.profile.reasoningReplay === 'details') details.add(message);
  const state = details.take();
  if (text === '' && state === null) return [];
  const origin = { protocol: target.protocol, channelId: target.channelId, model: model ?? target.model };
  return [{ type: 'reasoning', text, origin, ...(state === null ? {} : { state }) }];
}

function createText(message: JsonRecord, text: string): readonly TextPart[] {
  if (text === '') return [];
  const citations = readAnnotations(message, 0);
  const signature = readThoughtSignature(message);
  return [
    {
      type: 'text',
      text,
      ...(citations.length === 0 ? {} : { citations }),
      ...(signature === null ? {} : { signature }),
    },
  ];
}

function decodeParts(
  message: JsonRecord,
  context: DecodeAnswerContext,
  model: string | null,
): readonly CanonicalPart[] {
  const words = readWords(message, context.target.profile.thinkTags);
  const refusal = readText(message, 'refusal');
  return [
    ...createReasoning(message, words.reasoning, context, model),
    ...createText(message, words.text),
    ...(refusal === null ? [] : [{ type: 'refusal' as const, text: refusal }]),
    ...readImages(message),
    ...decodeResponseCalls(message, context.warn),
  ];
}

function readMessage(json: unknown, choices: readonly unknown[]): JsonRecord {
  const error = (choices.length === 0 ? readOwnError(json) : null) ?? readChoiceError(choices);
  if (error !== null) throw new GatewayError(error.kind, error.message, { retryAfterMs: error.retryAfterMs });
  const message = readRecord(choices[0], 'message');
  if (message === null)
    throw new GatewayError('bad_response', 'The upstream answered without a message in its first choice.');
  return message;
}

export function decodeResponse(json: unknown, context: DecodeAnswerContext): CanonicalResponse {
  if (!isRecord(json)) throw new GatewayError('bad_response', 'The upstream answered with no JSON object.');
  const choices = readArray(json, 'choices');
  const message = readMessage(json, choices);
  if (choices.length > 1) context.warn(`only the first of ${choices.length} choices was kept`);
  const model = readText(json, 'model');
  const parts = decodeParts(message, context, model);
  return {
    upstreamId: readText(json, 'id'),
    model,
    parts,
    finish: mapFinishReason(readFinish(choices[0]), readStopText(choices[0]), {
      hasCalls: parts.some((part) => part.type === 'toolCall'),
      hasRefusal: parts.some((part) => part.type === 'refusal'),
    }),
    usage: findUsage(json, choices),
  };
}
