import { splitPrefixes } from '#main/gateway/server/split-prefixes';
import { MASK } from '#main/observability/redaction';
import { REPLAY_HEADER } from '#main/store/exchanges/redact-exchange';
import type { StoredExchange } from '#shared/domain/stored-exchange';
import { bodiesIncomplete } from './api-error';

/** What belongs to the connection it came over, or is written anew. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'content-encoding',
  'accept-encoding',
  'expect',
  'host',
  'origin',
  'cookie',
  REPLAY_HEADER,
]);

const REQUEST_ID_HEADER = 'x-routex-request-id';
/** Of a path of Gemini: `/v1beta/models/<model>:<call>`. */
const PATH_MODEL = /^(.*\/models\/)([^:?]+)(:.*)$/;

export interface ReplayChoice {
  /** Null: as the plan has it. */
  readonly channelId: string | null;
  /** Null: as the client asked. */
  readonly model: string | null;
}

interface ReplayOptions {
  /** Of the running gateway. */
  readonly address: string;
  readonly token: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Sends a stored request once more, through the gateway as a client's own would go.
 *
 * @returns the id of the new request, when its answer is complete
 * @throws {ApiError} `CONFLICT` when the request was not stored as a whole
 */
export async function replayRequest(
  exchange: StoredExchange,
  choice: ReplayChoice,
  { address, token, signal }: ReplayOptions,
): Promise<string> {
  const { request, requestId } = exchange;
  if (request.body === null || request.truncated) throw bodiesIncomplete(requestId);
  const { path, body } = chooseModel(exchange.path, request.body, choice.model);
  const response = await fetch(new URL(chooseChannel(path, choice.channelId), address), {
    method: 'POST',
    headers: { ...selectHeaders(request.headers), 'x-routex-token': token, [REPLAY_HEADER]: requestId },
    body,
    ...(signal === undefined ? {} : { signal }),
  });
  for await (const _ of response.body ?? []);
  const id = response.headers.get(REQUEST_ID_HEADER);
  if (id === null) throw new Error('the gateway did not say which request it has answered');
  return id;
}

/** What was masked is left out: it opened the gateway, or is a login that nobody has kept. */
function selectHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name, value]) => !LEFT_OUT.has(name) && !value.includes(MASK)),
  );
}

function chooseModel(
  path: string,
  body: string,
  model: string | null,
): { readonly path: string; readonly body: string } {
  if (model === null) return { path, body };
  const match = PATH_MODEL.exec(path);
  if (match !== null) {
    const [, before = '', , after = ''] = match;
    return { path: `${before}${encodeURIComponent(model)}${after}`, body };
  }
  return { path, body: JSON.stringify({ ...(JSON.parse(body) as object), model }) };
}

function chooseChannel(path: string, channelId: string | null): string {
  const [pathname = '/', query] = path.split('?', 2);
  const prefixes = splitPrefixes(pathname);
  const project = prefixes.project === null ? '' : `/p/${encodeURIComponent(prefixes.project)}`;
  const named = channelId ?? prefixes.channel;
  const channel = named === null ? '' : `/c/${encodeURIComponent(named)}`;
  // A key in the query was masked, and would be taken for the gateway token.
  const parameters = new URLSearchParams(
    [...new URLSearchParams(query)].filter(([, value]) => !value.includes(MASK)),
  );
  const kept = parameters.size === 0 ? '' : `?${parameters}`;
  return `${project}${channel}${prefixes.pathname}${kept}`;
}
