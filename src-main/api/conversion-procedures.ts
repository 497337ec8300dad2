import type { PreviewedClientRequest } from '#main/gateway/conversion/prepare-preview';
import { GatewayError } from '#main/gateway/errors';
import type { GatewayChannel } from '#main/gateway/ports';
import type { Store } from '#main/store/types';
import type { PreviewConversion } from '#shared/contract/conversions';
import { ANY_MODEL, DEFAULT_WEIGHT, PRIORITY_RANGE } from '#shared/domain/channel';
import { channelNotFound, invalidInput, type ApiError } from './api-error';
import type { ApiDependencies, Implementer } from './api-context';
import { CUSTOM_PROVIDER } from './complete-channel';

/** Nothing is ever sent there; names under `.invalid` cannot exist (RFC 2606). */
const NO_BASE_URL = 'https://upstream.invalid';

export function createConversionProcedures(
  os: Implementer,
  { store, gateway }: Pick<ApiDependencies, 'store' | 'gateway'>,
) {
  return {
    preview: os.conversions.preview.handler(async ({ input }) => {
      const { protocol, target, response } = input;
      const { body, path } = splitPath(input);
      const channel = selectChannel(target, store);
      try {
        return await gateway.previewConversion({
          protocol,
          body,
          path,
          channel,
          upstreamModel: target.model ?? null,
          answer: response === undefined ? null : writeAnswer(response),
        });
      } catch (error) {
        if (!(error instanceof GatewayError)) throw error;
        throw convertRefusal(error, { channel: channel.name, model: path?.model ?? readName(body['model']) });
      }
    }),
  };
}

/** What a Gemini client says in its path may stand in the body here, where those of the other protocols say it. */
function splitPath({
  protocol,
  path,
  body,
}: PreviewConversion): Pick<PreviewedClientRequest, 'body' | 'path'> {
  if (protocol !== 'gemini') return { body, path: null };
  if (path !== undefined) return { body, path };
  const { model, stream, ...rest } = body;
  return { body: rest, path: { model: readName(model), stream: stream === true } };
}

function readName(model: unknown): string {
  return typeof model === 'string' ? model : '';
}

/** Without keys: a preview needs none. */
function selectChannel(target: PreviewConversion['target'], store: Store): GatewayChannel {
  const withoutKeys = { credentials: [], unreadableCredentials: 0 };
  if ('channelId' in target) {
    const stored = store.channels.get(target.channelId);
    if (stored === null) throw channelNotFound(target.channelId);
    const { revision: _, createdAt: __, updatedAt: ___, ...settings } = stored;
    return { ...settings, ...withoutKeys };
  }
  const { protocol, profile, transformers } = target;
  return {
    id: 'preview',
    name: protocol,
    provider: CUSTOM_PROVIDER,
    protocol,
    baseUrl: NO_BASE_URL,
    authStyle: 'none',
    models: [ANY_MODEL],
    modelMapping: {},
    defaultModel: null,
    priority: PRIORITY_RANGE.default,
    weight: DEFAULT_WEIGHT,
    enabled: true,
    profile,
    ...(transformers !== undefined && { transformers }),
    ...withoutKeys,
  };
}

function writeAnswer(response: NonNullable<PreviewConversion['response']>): string {
  const { stream, ...others } = response;
  return typeof stream === 'string' && Object.keys(others).length === 0 ? stream : JSON.stringify(response);
}

/** What a client would be refused, in the words it would be told; anything else is a fault of Routex. */
function convertRefusal(
  error: GatewayError,
  { channel, model }: { channel: string; model: string },
): ApiError | GatewayError {
  const { kind, message } = error;
  switch (kind) {
    case 'invalid_request':
      return invalidInput({ field: 'body', reason: 'request_invalid', value: message }, message);
    case 'unsupported_conversion':
      return invalidInput({ field: 'body', reason: 'conversion_impossible', value: message }, message);
    case 'not_found':
      return invalidInput({ field: 'target', reason: 'model_not_served', channel, value: model }, message);
    default:
      return error;
  }
}
