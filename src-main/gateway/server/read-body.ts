import type { IncomingMessage } from 'node:http';
import { GatewayError } from '../errors';
import type { MemoryAccount } from '../memory-budget';
import { sumLengths, type RequestBody } from '../request-body';
import { createChunkCollector } from './collect-chunks';

/**
 * So much of a body is read in one turn of the event loop. Node reads on for as long as there is something, megabytes from
 * a client on this machine, and no stream moves meanwhile.
 */
const TURN_BYTES = 128 * 1024;

/** A moment: whoever is told comes back when another request may have ended. */
const RETRY_AFTER_MS = 1000;

/**
 * Collects a request body.
 *
 * @param limit most bytes it may have
 * @param onChunk sees each chunk as it comes in
 * @throws {GatewayError} kind `too_large` past the limit, `at_capacity` when all requests together hold too much,
 *   `cancelled` when the client leaves before the end
 */
export function readBody(
  request: IncomingMessage,
  limit: number,
  memory: MemoryAccount,
  onChunk?: (chunk: Buffer) => void,
): Promise<RequestBody> {
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > limit) return Promise.reject(tooLarge(limit));

  return new Promise((resolve, reject) => {
    const collected = createChunkCollector();
    let length = 0;
    let inTurn = 0;
    let refused = false;

    /** The rest still comes in, because closing on a client that is sending would hide the answer; it is not kept. */
    const refuse = (error: GatewayError): void => {
      refused = true;
      collected.take();
      reject(error);
    };
    request.on('data', (chunk: Buffer) => {
      if (refused) return;
      length += chunk.length;
      if (length > limit) refuse(tooLarge(limit));
      else if (!memory.take(chunk.length)) refuse(bodiesAtCapacity());
      else {
        collected.add(chunk);
        onChunk?.(chunk);
        inTurn += chunk.length;
        if (inTurn < TURN_BYTES) return;
        inTurn = 0;
        request.pause();
        setImmediate(resume, request);
      }
    });
    request.on('end', () => {
      // The listeners live as long as the request; what they collected need not.
      const chunks = collected.take();
      resolve({ chunks, length: sumLengths(chunks) });
    });
    request.on('error', (cause) => {
      reject(new GatewayError('cancelled', 'the client left while sending its request', { cause }));
    });
    request.on('close', () => {
      if (!request.complete)
        reject(new GatewayError('cancelled', 'the client left while sending its request'));
    });
  });
}

export function bodiesAtCapacity(): GatewayError {
  return new GatewayError(
    'at_capacity',
    'Routex holds as many bytes of requests as it may ("limits.bufferedBytes" in its settings). Try again in a moment.',
    { retryable: true, retryAfterMs: RETRY_AFTER_MS },
  );
}

function tooLarge(limit: number): GatewayError {
  return new GatewayError(
    'too_large',
    `The request body is larger than ${limit} bytes. Raise "limits.bodyBytes" in the settings of Routex to allow it.`,
  );
}

const resume = (request: IncomingMessage): void => {
  request.resume();
};
