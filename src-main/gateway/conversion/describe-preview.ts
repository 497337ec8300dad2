import type { Forwarding, PreviewedRequest, PreviewedResponse } from '#shared/domain/conversion-preview';
import type { ProtocolId } from '#shared/domain/protocol';
import { withoutKey } from '../pipeline/build-call';
import type { Redact } from '../ports';
import { isRecord, parseJson, type JsonRecord } from '../protocols/json/read';
import type { UpstreamCall } from '../providers/upstream-client';
import { CREDENTIAL_HEADERS } from '../server/authenticate';
import type { PreviewClient } from './preview-client';

/** A profile may add headers, and so also those that authenticate. */
const WITHHELD_HEADERS: ReadonlySet<string> = new Set([
  ...CREDENTIAL_HEADERS,
  'cookie',
  'proxy-authorization',
]);

/** A call as it may be shown. */
export function describeCall(
  { url, headers, body }: Pick<UpstreamCall, 'url' | 'headers' | 'body'>,
  protocol: ProtocolId,
  redact: Redact,
): PreviewedRequest {
  const query = withoutKey(url.search.slice(1));
  const shown = Object.entries(headers)
    .map(([name, value]) => [name.toLowerCase(), String(value)] as const)
    .filter(([name]) => !WITHHELD_HEADERS.has(name))
    // Some secrets are known only by the name they stand behind.
    .map(([name, value]) => [name, redact(`${name}: ${value}`).slice(`${name}: `.length)] as const);
  return {
    protocol,
    path: query === '' ? url.pathname : `${url.pathname}?${query}`,
    headers: Object.fromEntries(shown),
    body: readBody(body),
  };
}

function readBody(body: UpstreamCall['body']): JsonRecord {
  if (body === null) return {};
  const bytes = Buffer.isBuffer(body) ? body : Buffer.concat(body);
  const json = parseJson(bytes.toString('utf8'));
  return isRecord(json) ? json : {};
}

/**
 * What was changed in a request that was not written anew.
 *
 * @param sameModel the upstream calls the model what the client does
 */
export function compareBodies(
  received: JsonRecord,
  sent: JsonRecord,
  sameModel: boolean,
): Exclude<Forwarding, 'converted'> {
  const original = 'model' in received ? { ...sent, model: received['model'] } : sent;
  if (JSON.stringify(original) !== JSON.stringify(received)) return 'edited';
  return sameModel ? 'unchanged' : 'model';
}

export function describeAnswer({ status, text }: PreviewClient, complete: boolean): PreviewedResponse | null {
  if (status === null) return null;
  const json = parseJson(text);
  return isRecord(json) ? { status, complete, body: json } : { status, complete, stream: text };
}
