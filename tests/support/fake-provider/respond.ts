import type { ProtocolId } from '#shared/domain/protocol';
import { createBodyAnswer, createJsonAnswer, createStreamAnswer } from './answer';
import type { Answer } from './answer';
import { describeFailure } from './describe-failure';
import type { Failure } from './describe-failure';
import { mintRequestId } from './encoder';
import { ENCODERS } from './encoders';
import type { Exchange } from './exchange';
import type { JsonObject } from './json';
import { describeModel, listModels } from './model-lists';
import { resolveReply } from './reply';
import type { Reply } from './reply';

type Models = Readonly<Record<ProtocolId, readonly string[]>>;

const BYTES_PER_TOKEN = 4;

/** The answer of a provider that behaves. */
export function respond(exchange: Exchange, models: Models): Answer {
  if (exchange.refusal) return respondWithFailure(exchange, exchange.refusal);
  const { endpoint, query, bodyBytes } = exchange.request;
  switch (endpoint.kind) {
    case 'probe':
      return createBodyAnswer(200, 'text/plain', '');
    case 'unknown':
      return respondWithFailure(exchange, {
        kind: 'not_found',
        message: 'Unknown request URL.',
        code: 'unknown_url',
      });
    case 'models': {
      const { id, protocol } = endpoint;
      const known = models[protocol];
      const body = id === null ? listModels(protocol, known, query) : describeModel(protocol, known, id);
      return body
        ? createJsonAnswer(200, body, exchange.headers)
        : respondWithFailure(exchange, { kind: 'not_found' });
    }
    case 'count': {
      const tokens = Math.ceil(bodyBytes.byteLength / BYTES_PER_TOKEN);
      return createJsonAnswer(200, countBody(endpoint.protocol, tokens), exchange.headers);
    }
    case 'generate':
      return exchange.request.stream
        ? respondWithStream(exchange, exchange.reply ?? {})
        : respondWithBody(exchange, exchange.reply ?? {});
  }
}

export function respondWithBody(exchange: Exchange, reply: Reply): Answer {
  const resolved = resolveReply(reply, exchange.context.signature);
  const body = ENCODERS[exchange.protocol].body(resolved, exchange.context);
  return { ...createJsonAnswer(200, body, exchange.headers), pauseMs: reply.delayMs ?? 0 };
}

export function respondWithStream(exchange: Exchange, reply: Reply): Answer {
  const resolved = resolveReply(reply, exchange.context.signature);
  const events = ENCODERS[exchange.protocol].stream(resolved, exchange.context);
  return createStreamAnswer(streamContentType(exchange), events, resolved.delayMs, exchange.headers);
}

export function streamContentType(exchange: Exchange): string {
  if (exchange.context.framing === 'json-array') return 'application/json; charset=UTF-8';
  return exchange.protocol === 'gemini' ? 'text/event-stream' : 'text/event-stream; charset=utf-8';
}

export function respondWithFailure(exchange: Exchange, failure: Failure): Answer {
  const { status, headers, body } = describeFailure(
    exchange.protocol,
    failure,
    mintRequestId(exchange.context.ordinal),
  );
  return createJsonAnswer(status, wrap(exchange, body), { ...exchange.headers, ...headers });
}

/** Where Google streams a JSON array, it puts errors into an array as well. */
export function wrap(exchange: Exchange, body: JsonObject): unknown {
  return exchange.context.framing === 'json-array' ? [body] : body;
}

function countBody(protocol: ProtocolId, tokens: number): JsonObject {
  switch (protocol) {
    case 'anthropic-messages':
      return { input_tokens: tokens };
    case 'gemini':
      return { totalTokens: tokens, promptTokensDetails: [{ modality: 'TEXT', tokenCount: tokens }] };
    case 'openai-chat':
    case 'openai-responses':
      return { object: 'response.input_tokens', input_tokens: tokens };
  }
}
