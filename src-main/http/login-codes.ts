import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '#main/gateway/ports';

const MINUTE_MS = 60_000;
const VALID_MS = 5 * MINUTE_MS;
/** Links that were made and not opened; the oldest goes for a new one. */
const MAX_CODES = 16;
const CODE_BYTES = 32;

export interface LoginCodes {
  create(): { readonly code: string; /** Milliseconds since the epoch. */ readonly expiresAt: number };
  /** Whether the code was good; it no longer is afterwards. */
  redeem(code: string): boolean;
}

/** Codes that sign a browser in once. They are short-lived, so they are kept in memory, as digests. */
export function createLoginCodes(clock: Clock): LoginCodes {
  const codes = new Map<string, number>();

  return {
    create() {
      const now = clock.monotonic();
      for (const [digest, expiresAt] of codes) if (expiresAt <= now) codes.delete(digest);
      for (const digest of codes.keys()) {
        if (codes.size < MAX_CODES) break;
        codes.delete(digest);
      }
      const code = randomBytes(CODE_BYTES).toString('base64url');
      codes.set(digestOf(code), now + VALID_MS);
      return { code, expiresAt: clock.now() + VALID_MS };
    },
    redeem(code) {
      const digest = digestOf(code);
      const expiresAt = codes.get(digest);
      if (expiresAt === undefined) return false;
      codes.delete(digest);
      return clock.monotonic() < expiresAt;
    },
  };
}

/** What is looked up is a digest, so how long it takes says nothing about a code. */
function digestOf(code: string): string {
  return createHash('sha256').update(code).digest('base64');
}
