import * as z from 'zod';
import type { RequestPosition } from '#main/store/request-conditions';

const contentSchema = z.tuple([z.number(), z.string().min(1).max(200)]);

/** Opaque to whoever gets it, so that what is in it may change. */
export function encodeCursor({ startedAt, id }: RequestPosition): string {
  return Buffer.from(JSON.stringify([startedAt, id])).toString('base64url');
}

/** Null for what `encodeCursor` did not make. */
export function decodeCursor(cursor: string): RequestPosition | null {
  const content = contentSchema.safeParse(parseJson(Buffer.from(cursor, 'base64url').toString()));
  if (!content.success) return null;
  const [startedAt, id] = content.data;
  const position = { startedAt, id };
  // Base64 is read generously: without this, a cursor that was cut or padded would pass for another one.
  return encodeCursor(position) === cursor ? position : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
