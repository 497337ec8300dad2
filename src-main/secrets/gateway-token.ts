import { createHash } from 'node:crypto';
import { createRandomToken } from './random-token';

/** A new token for clients; the prefix lets redaction and secret scanners know it anywhere. */
export function createGatewayToken(): string {
  return createRandomToken('rtx_');
}

/** Lower-case hex. A plain hash is enough here: the input has over 200 random bits, there is nothing to guess. */
export function sha256Hex(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
