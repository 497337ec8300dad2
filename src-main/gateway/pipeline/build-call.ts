import { upstreamUrl } from '#shared/domain/base-url';
import type { ChannelProfile } from '#shared/domain/channel-profile';
import type { IncomingHttpHeaders } from 'node:http';
import type { GatewayChannel, GatewayConfig } from '../ports';
import type { UpstreamCall } from '../providers/upstream-client';
import type { RouteTarget } from '../routing/plan-route';
import type { UpstreamEndpoint } from '../server/match-endpoint';
import { selectProfile } from '../conversion/select-encode-target';
import { cutBody } from './cut-body';
import { findBillingBlock } from './find-billing-block';
import { findMembers } from './find-members';
import { selectRequestHeaders, type HeaderRecord } from './forward-headers';
import { findKnownUrl } from './find-known-url';
import { modelPath } from './model-path';
import { spliceBody, type BodyEdit, type RequestBody } from '../request-body';
import type { ByteRange, NamedState } from './scan-body';

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
  /** A top-level name that some upstreams take for the model, or for more of them; null without one. */
  readonly modelAlias: string | null;
  /** Where the top-level `system` value begins; null when there is none. */
  readonly systemStart: number | null;
  /** Where it ends, exclusive. */
  readonly systemEnd: number | null;
  /** Where the top-level `metadata` value begins; null when there is none. */
  readonly metadataStart: number | null;
  readonly state: NamedState;
  /** It may send back reasoning of a channel of another protocol. */
  readonly envelope: boolean;
  readonly stream: boolean;
}

/**
 * The upstream call of one target: the client's bytes, but for the name of the model where it differs, and for what only the
 * client's own provider should see.
 */
export function buildCall(
  request: PreparedRequest,
  target: RouteTarget,
  timeouts: GatewayConfig['settings']['timeouts'],
): UpstreamCall {
  const { channel, credential, upstreamModel } = target;
  const headers = selectRequestHeaders(request.headers, credential, channel.authStyle, request.login);
  let { body } = request;
  const edits = selectEdits(request, channel, upstreamModel);
  if (edits !== NO_EDITS) {
    body = spliceBody(request.plainBody, edits);
    delete headers['content-encoding'];
  }
  const own = selectOwnHeaders(channel);
  if (own !== null) Object.assign(headers, own);
  return {
    url: endpointUrl(request, target),
    method: 'POST',
    headers,
    body: cutBody(body),
    headersTimeoutMs: request.stream ? timeouts.streamHeadersMs : timeouts.headersMs,
    idleTimeoutMs: timeouts.idleMs,
  };
}

const NO_EDITS: readonly BodyEdit[] = [];
const NOTHING = Buffer.alloc(0);

function selectEdits(
  request: PreparedRequest,
  channel: GatewayChannel,
  upstreamModel: string,
): readonly BodyEdit[] {
  const { model, modelRanges, systemStart } = request;
  const profile = selectProfile(channel);
  const edits: BodyEdit[] = [];
  if (upstreamModel !== model && modelRanges.length > 0) {
    const value = Buffer.from(JSON.stringify(upstreamModel));
    for (const { start, end } of modelRanges) edits.push({ start, end, value });
  }
  if (channel.protocol === 'anthropic-messages' && systemStart !== null && profile.stripBillingBlock) {
    const range = findBillingBlock(request.plainBody, systemStart);
    if (range !== null) edits.push({ ...range, value: NOTHING });
  }
  if (changesMembers(profile)) {
    edits.push(...fitMembers(request, profile));
  }
  return edits.length === 0 ? NO_EDITS : edits;
}

/** Profiles are looked at with each request, and hardly any changes a member. */
const memberChanges = new WeakMap<ChannelProfile, boolean>();

function changesMembers(profile: ChannelProfile): boolean {
  let changes = memberChanges.get(profile);
  if (changes === undefined) {
    changes = profile.dropParams.length > 0 || hasMembers(profile.extraBody);
    memberChanges.set(profile, changes);
  }
  return changes;
}

function hasMembers(object: object): boolean {
  return Object.keys(object).length > 0;
}

/** What the channel does not take, and what it wants beyond what the client says. */
function fitMembers(
  { plainBody }: PreparedRequest,
  { dropParams, extraBody }: ChannelProfile,
): readonly BodyEdit[] {
  const added = Object.entries(extraBody);
  const names = new Set([...dropParams, ...added.map(([name]) => name)]);
  const { ranges, insertAt, othersStay } = findMembers(plainBody, names);
  const cuts: readonly BodyEdit[] = ranges.map((range) => ({ ...range, value: NOTHING }));
  if (added.length === 0) return cuts;
  const members = added.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',');
  const value = Buffer.from(othersStay ? `,${members}` : members);
  // What is cut out may begin where this goes in.
  return [{ start: insertAt, end: insertAt, value }, ...cuts];
}

/**
 * Headers the channel always gets; null for none. Some who imitate Anthropic refuse versions newer than they know: only where
 * the channel itself says so is the client's replaced.
 */
function selectOwnHeaders(channel: GatewayChannel): HeaderRecord | null {
  const { extraHeaders } = selectProfile(channel);
  const { anthropicVersion } = channel.profile;
  if (channel.protocol === 'anthropic-messages' && anthropicVersion !== undefined) {
    return { ...extraHeaders, 'anthropic-version': anthropicVersion };
  }
  return hasMembers(extraHeaders) ? extraHeaders : null;
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

function endpointUrl(request: PreparedRequest, target: RouteTarget): URL {
  const { endpoint, query } = request;
  const create = (): URL => createUrl(request, target);
  if (endpoint.fromPath !== null) return create();
  return findKnownUrl(target.channel, `${endpoint.version}${endpoint.path}?${query}`, create);
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
