import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ProtocolId } from '#shared/domain/protocol';
import { GatewayError } from '../errors';
import { createClientResponse } from '../pipeline/client-response';
import type { Logger } from '../ports';
import { protocols } from '../protocols';
import { encodeModel, encodeModelList, type ModelListShape } from './list-models';
import { isModelAllowed, type RequestScope } from './select-scope';
import { sendGatewayError } from './send-gateway-error';

export interface ModelsCall {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
  readonly shape: ModelListShape;
  /** The one model asked for; null for the list. */
  readonly id: string | null;
  readonly query: URLSearchParams;
  readonly scope: RequestScope;
}

/** The protocol whose errors a reader of the shape understands. */
export const PROTOCOL_OF_SHAPE: Readonly<Record<ModelListShape, ProtocolId>> = {
  anthropic: 'anthropic-messages',
  openai: 'openai-chat',
  codex: 'openai-responses',
  gemini: 'gemini',
};

const MAX_QUOTED = 200;

/** Answers a model list, or one model of it, in the shape the client reads. Never rejects. */
export async function answerModels(
  call: ModelsCall,
  loadNames: () => Promise<string[]>,
  logger: Logger,
): Promise<void> {
  const { request, response, shape, id, query } = call;
  const client = createClientResponse(response);
  try {
    const { models } = call.scope;
    const all = await loadNames();
    const names = models === null ? all : all.filter((name) => isModelAllowed(models, name));
    if (id !== null && !names.includes(id)) {
      const quoted = JSON.stringify(id.slice(0, MAX_QUOTED));
      throw new GatewayError('not_found', `No enabled channel lists the model ${quoted}.`);
    }
    const body = JSON.stringify(id === null ? encodeModelList(shape, names, query) : encodeModel(shape, id));
    client.start(200, {
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body)),
    });
    client.end(request.method === 'HEAD' ? undefined : body);
  } catch (error) {
    const refusal =
      error instanceof GatewayError
        ? error
        : new GatewayError('internal', 'Routex failed to list the models.', { cause: error });
    if (error !== refusal)
      logger.error({ requestId: call.requestId, err: error }, 'listing models failed inside Routex');
    sendGatewayError(client, protocols[PROTOCOL_OF_SHAPE[shape]], call.requestId, refusal);
  }
}
