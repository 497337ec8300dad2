import type { IncomingMessage } from 'node:http';
import { GatewayError } from '../errors';

/**
 * Collects a request body.
 *
 * @param limit most bytes it may have
 * @throws {GatewayError} kind `too_large` past the limit, `cancelled` when the client leaves before the end
 */
export function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > limit) return Promise.reject(tooLarge(limit));

  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > limit) {
        reject(tooLarge(limit));
        return;
      }
      chunks.push(chunk);
    });
    request.once('end', () => {
      const [only, ...more] = chunks;
      resolve(only !== undefined && more.length === 0 ? only : Buffer.concat(chunks, length));
      // The listeners live as long as the request; the pieces need not.
      chunks.length = 0;
    });
    request.once('error', (cause) => {
      reject(new GatewayError('cancelled', 'the client left while sending its request', { cause }));
    });
    request.once('close', () => {
      if (!request.complete)
        reject(new GatewayError('cancelled', 'the client left while sending its request'));
    });
  });
}

function tooLarge(limit: number): GatewayError {
  return new GatewayError(
    'too_large',
    `The request body is larger than ${limit} bytes. Raise "limits.bodyBytes" in the settings of Routex to allow it.`,
  );
}
