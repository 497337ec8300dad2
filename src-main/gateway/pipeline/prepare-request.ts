import type { IncomingMessage } from 'node:http';
import { GatewayError } from '../errors';
import type { UpstreamEndpoint } from '../server/match-endpoint';
import { readBody } from '../server/read-body';
import { withoutKey, type PreparedRequest } from './build-call';
import { decompressBody } from './decompress-body';
import { scanBody } from './scan-body';

/**
 * Receives a request and reads what routing needs of it.
 *
 * @param query raw query without the question mark
 * @param limit most bytes of the body, plain or not
 * @throws {GatewayError} `invalid_request`, `too_large` or `cancelled`
 */
export async function prepareRequest(
  request: IncomingMessage,
  endpoint: UpstreamEndpoint,
  query: string,
  limit: number,
): Promise<PreparedRequest> {
  const body = await readBody(request, limit);
  const encoding = request.headers['content-encoding'];
  const plainBody = encoding === undefined ? body : await decompressBody(body, encoding, limit);
  const base = { endpoint, headers: request.headers, query: withoutKey(query), body, plainBody };

  if (endpoint.fromPath !== null) {
    const { model, stream } = endpoint.fromPath;
    return { ...base, model, stream, modelRanges: [] };
  }
  const fields = scanBody(plainBody);
  if (fields.model === null || fields.model === '')
    throw new GatewayError('invalid_request', 'model: field required');
  return {
    ...base,
    model: fields.model,
    modelRanges: fields.modelRanges,
    stream: endpoint.operation === 'generate' && fields.stream,
  };
}
