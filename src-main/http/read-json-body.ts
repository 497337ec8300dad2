import type { IncomingMessage } from 'node:http';
import { GatewayError } from '#main/gateway/errors';
import { UNLIMITED_MEMORY } from '#main/gateway/memory-budget';
import { joinBody } from '#main/gateway/request-body';
import { readBody } from '#main/gateway/server/read-body';

const MAX_BODY_BYTES = 1024 * 1024;
/** Far more than any input has; each level costs stack wherever the input is walked. */
const MAX_DEPTH = 64;
const JSON_TYPE = /^application\/json *(?:;|$)/i;
const WITHOUT_BODY: ReadonlySet<string> = new Set(['GET', 'HEAD']);

export interface BodyRefusal {
  readonly status: number;
  readonly code: string;
  /** Never repeats what was sent: it may hold keys. */
  readonly message: string;
}

export type JsonBody = { readonly body: unknown } | { readonly refusal: BodyRefusal };

/**
 * The body of a request to the admin API. Read here, because oRPC takes forms, files and streams too, which no procedure
 * wants, and its own size limit throws into the socket when nobody is reading.
 *
 * @returns an empty object where there is none; null when the client has left
 */
export async function readJsonBody(request: IncomingMessage): Promise<JsonBody | null> {
  if (WITHOUT_BODY.has(request.method ?? 'GET')) return { body: {} };
  const read = await readBytes(request);
  if (!Buffer.isBuffer(read)) return read;
  if (read.length === 0) return { body: {} };
  const type = request.headers['content-type'];
  if (type !== undefined && !JSON_TYPE.test(type)) {
    return refuse(
      415,
      'UNSUPPORTED_MEDIA_TYPE',
      'The admin API takes bodies of content-type application/json.',
    );
  }
  const body = parseJson(read);
  if (body === undefined) return refuse(400, 'BAD_REQUEST', 'The body is not valid JSON in UTF-8.');
  if (isDeeper(body, MAX_DEPTH)) {
    return refuse(400, 'BAD_REQUEST', `The body is nested more than ${MAX_DEPTH} levels deep.`);
  }
  return { body };
}

function refuse(status: number, code: string, message: string): JsonBody {
  return { refusal: { status, code, message } };
}

async function readBytes(request: IncomingMessage): Promise<Buffer | JsonBody | null> {
  try {
    return joinBody(await readBody(request, MAX_BODY_BYTES, UNLIMITED_MEMORY));
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    if (error.kind !== 'too_large') return null;
    return refuse(413, 'PAYLOAD_TOO_LARGE', `The admin API takes bodies of up to ${MAX_BODY_BYTES} bytes.`);
  }
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

/** Level by level: a recursion would end where the stack does. */
function isDeeper(value: unknown, depth: number): boolean {
  let level: unknown[] = [value];
  for (let remaining = depth; remaining >= 0; remaining -= 1) {
    level = level.flatMap((each) => (typeof each === 'object' && each !== null ? Object.values(each) : []));
    if (level.length === 0) return false;
  }
  return true;
}
