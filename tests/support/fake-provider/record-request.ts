import { buffer } from 'node:stream/consumers';
import type { IncomingMessage } from 'node:http';
import { brotliDecompressSync, gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib';
import { asObject, asString } from './json';
import { matchEndpoint } from './match-endpoint';
import type { Endpoint } from './match-endpoint';
import type { RecordedRequest } from './recorded-request';

const DECODERS: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  gzip: gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
  zstd: zstdDecompressSync,
};

/** Reads the body and describes the request. Rejects when the client leaves before the body is complete. */
export async function recordRequest(
  req: IncomingMessage,
  origin: string,
): Promise<Omit<RecordedRequest, 'index' | 'aborted'>> {
  const receivedAt = Date.now();
  const bodyBytes = await buffer(req);
  const { method = '', headers, rawHeaders } = req;
  const url = new URL(req.url ?? '/', origin);
  const bodyText = decode(bodyBytes, headers['content-encoding']);
  const json = parse(bodyText);
  const endpoint = matchEndpoint(method, url, headers);
  const body = asObject(json);
  return {
    method,
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers,
    rawHeaders,
    bodyBytes,
    bodyText,
    json,
    protocol: 'protocol' in endpoint ? endpoint.protocol : null,
    endpoint,
    model: verbOf(endpoint)?.model ?? asString(body['model']),
    stream: verbOf(endpoint)?.stream ?? body['stream'] === true,
    receivedAt,
  };
}

function verbOf(endpoint: Endpoint) {
  return 'verb' in endpoint ? endpoint.verb : null;
}

/** The text as it came where it cannot be decoded: that is for the checks to refuse, not for the fake to die of. */
function decode(bytes: Buffer, encoding: string | undefined): string {
  try {
    return (DECODERS[encoding ?? '']?.(bytes) ?? bytes).toString();
  } catch {
    return bytes.toString();
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
