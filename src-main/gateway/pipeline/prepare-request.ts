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
 * @param options.query raw query without the question mark
 * @param options.limit most bytes of the body, plain or not
 * @throws {GatewayError} `invalid_request`, `too_large` or `cancelled`
 */
export async function prepareRequest(
  request: IncomingMessage,
  options: {
    readonly endpoint: UpstreamEndpoint;
    readonly query: string;
    readonly login: Readonly<Record<string, string>>;
    readonly limit: number;
  },
): Promise<PreparedRequest> {
  const { endpoint, login, limit } = options;
  const body = await readBody(request, limit);
  const encoding = request.headers['content-encoding'];
  const plainBody = encoding === undefined ? body : await decompressBody(body, encoding, limit);
  const query = withoutKey(options.query);
  const base = { endpoint, headers: request.headers, login, query, body, plainBody };

  if (endpoint.fromPath !== null) {
    const { model, stream } = endpoint.fromPath;
    if (model.split(/[\\/]/).some((segment) => segment === '.' || segment === '..')) {
      throw new GatewayError(
        'invalid_request',
        'The model name in the path must not hold "." or ".." segments.',
      );
    }
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
