import type { IncomingMessage, ServerResponse } from 'node:http';
import { createAnswerIds } from '../conversion/create-answer-ids';
import { GatewayError } from '../errors';
import { createClientResponse } from '../pipeline/client-response';
import { codecs } from '../protocols/codecs';
import type { ReasoningVault, StoredAnswer } from '../protocols/reasoning/vault';

export interface StoredResponseCall {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
  readonly id: string;
  /** Of the gateway token that asks. */
  readonly tokenId: string;
  readonly query: URLSearchParams;
}

type StoredResponses = Pick<ReasoningVault, 'findAnswer' | 'forgetConversation'>;

const ID_PREFIX = 'resp_';
const MAX_QUOTED = 200;

/**
 * Gives back or deletes an answer that was converted for a client of OpenAI Responses, to the gateway token it was given to.
 * What a channel keeps itself is not known here.
 *
 * @throws {GatewayError} `not_found`, or `invalid_request` for a stream
 */
export function answerStoredResponse(call: StoredResponseCall, vault: Pick<ReasoningVault, 'of'>): void {
  const { request, response, requestId } = call;
  const stored = vault.of(call.tokenId);
  const json = JSON.stringify(request.method === 'DELETE' ? forget(call, stored) : find(call, stored));
  const client = createClientResponse(response);
  client.start(200, {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(json)),
    'x-routex-request-id': requestId,
  });
  client.end(json);
}

function find({ id, query, requestId }: StoredResponseCall, stored: StoredResponses): unknown {
  const answer = stored.findAnswer(id);
  if (answer === null) throw unknownResponse(id);
  if (query.get('stream') === 'true') {
    throw new GatewayError('invalid_request', 'stream: a stored response is given in one piece only.');
  }
  return encodeAnswer(id, answer, requestId);
}

function forget({ id }: StoredResponseCall, stored: StoredResponses): unknown {
  if (!stored.forgetConversation(id)) throw unknownResponse(id);
  return { id, object: 'response.deleted', deleted: true };
}

function encodeAnswer(id: string, { answer, request, createdAt }: StoredAnswer, requestId: string): unknown {
  const answerId = id.slice(ID_PREFIX.length);
  return codecs['openai-responses'].encodeResponse(answer, {
    request,
    requestId,
    answerId,
    createdAt,
    framing: 'sse',
    newId: createAnswerIds(answerId),
    warn: () => undefined,
  });
}

function unknownResponse(id: string): GatewayError {
  const quoted = JSON.stringify(id.slice(0, MAX_QUOTED));
  return new GatewayError('not_found', `Routex does not know the response ${quoted} (any more).`);
}
