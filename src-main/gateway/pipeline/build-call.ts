import { upstreamUrl } from '#shared/domain/base-url';
import type { IncomingHttpHeaders } from 'node:http';
import type { GatewayChannel, GatewayConfig } from '../ports';
import type { UpstreamCall } from '../providers/upstream-client';
import type { RouteTarget } from '../routing/plan-route';
import type { UpstreamEndpoint } from '../server/match-endpoint';
import { cutBody } from './cut-body';
import { selectRequestHeaders } from './forward-headers';
import { spliceModel, type RequestBody } from './request-body';
import type { ByteRange } from './scan-body';

/** A client's request as the upstream calls are made from it. */
export interface PreparedRequest {
  readonly endpoint: UpstreamEndpoint;
  readonly headers: IncomingHttpHeaders;
  /** The caller's own login, for a channel that passes it on. */
  readonly login: Readonly<Record<string, string>>;
  /** Raw query without the leading question mark and without keys. */
  readonly query: string;
  /** As received. */
  readonly body: RequestBody;
  /** Without its content-encoding; the same as `body` when it had none. */
  readonly plainBody: RequestBody;
  readonly model: string;
  /** Empty when the model stands in the path. */
  readonly modelRanges: readonly ByteRange[];
  readonly stream: boolean;
}

/** The upstream call of one target: the client's bytes, with the model spliced only where its name differs. */
export function buildCall(
  request: PreparedRequest,
  target: RouteTarget,
  timeouts: GatewayConfig['settings']['timeouts'],
): UpstreamCall {
  const { channel, credential, upstreamModel } = target;
  const headers = selectRequestHeaders(request.headers, credential, channel.authStyle, request.login);
  let { body } = request;
  if (upstreamModel !== request.model && request.modelRanges.length > 0) {
    body = spliceModel(request.plainBody, request.modelRanges, upstreamModel);
    delete headers['content-encoding'];
  }
  return {
    url: endpointUrl(request, target),
    method: 'POST',
    headers,
    body: cutBody(body),
    headersTimeoutMs: request.stream ? timeouts.streamHeadersMs : timeouts.headersMs,
    idleTimeoutMs: timeouts.idleMs,
  };
}

/** The query as the client wrote it, less the parameter that carries a key. */
export function withoutKey(query: string): string {
  // A name may be written with percent signs, but not without its letters or one of the signs.
  if (!/[ky%]/i.test(query)) return query;
  if (!new URLSearchParams(query).has('key')) return query;
  // A name may be written with percent signs, and is the same name.
  return query
    .split('&')
    .filter((pair) => !new URLSearchParams(pair).has('key'))
    .join('&');
}

/** Addresses of a channel by version, path and query. A configuration that changes brings new channels. */
const knownUrls = new WeakMap<GatewayChannel, Map<string, URL>>();
/** Clients use two or three; queries come from outside. */
const MAX_KNOWN_URLS = 16;

/** Parsing an address costs more than all else of a call, and it is the same for every request of an agent. */
function endpointUrl(request: PreparedRequest, target: RouteTarget): URL {
  const { endpoint, query } = request;
  if (endpoint.fromPath !== null) return createUrl(request, target);
  let known = knownUrls.get(target.channel);
  if (known === undefined) {
    known = new Map();
    knownUrls.set(target.channel, known);
  }
  const key = `${endpoint.version}${endpoint.path}?${query}`;
  let url = known.get(key);
  if (url === undefined) {
    url = createUrl(request, target);
    if (known.size < MAX_KNOWN_URLS) known.set(key, url);
  }
  return url;
}

function createUrl(request: PreparedRequest, target: RouteTarget): URL {
  const { endpoint } = request;
  const { channel, upstreamModel } = target;
  const path =
    endpoint.fromPath === null
      ? endpoint.path
      : modelPath(upstreamModel === request.model ? endpoint.fromPath.rawModel : null, upstreamModel) +
        endpoint.path;
  const url = upstreamUrl(channel.baseUrl, channel.protocol, path, endpoint.version);
  if (request.query !== '') url.search = url.search === '' ? request.query : `${url.search}&${request.query}`;
  return url;
}

const TUNED_MODELS = 'tunedModels/';

function modelPath(raw: string | null, model: string): string {
  if (raw !== null) return raw;
  const [folder, name] = model.startsWith(TUNED_MODELS)
    ? ['tunedModels', model.slice(TUNED_MODELS.length)]
    : ['models', model];
  return `/${folder}/${name.split('/').map(encodeURIComponent).join('/')}`;
}
