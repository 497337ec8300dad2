import type { GatewayError } from '../errors';
import type { ClientResponse } from '../pipeline/client-response';
import type { Protocol } from '../protocols/types';

/**
 * Answers with an error of Routex's own in the client's protocol. The connection stays: node:http reads and drops the
 * rest of the body, while closing on a client that is still sending would hide the answer behind a reset.
 */
export function sendGatewayError(
  client: ClientResponse,
  protocol: Protocol,
  requestId: string,
  error: GatewayError,
): void {
  const encoded = protocol.encodeError({
    kind: error.kind,
    message: error.message,
    requestId,
    code: error.code,
    retryAfterMs: error.retryAfterMs,
    retryable: error.retryable,
  });
  client.start(encoded.status, {
    ...encoded.headers,
    'x-routex-request-id': requestId,
    'content-length': String(Buffer.byteLength(encoded.body)),
  });
  client.end(encoded.body);
}
