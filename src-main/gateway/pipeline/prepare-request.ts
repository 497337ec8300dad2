import type { IncomingMessage } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import { GatewayError } from '../errors';
import type { MemoryAccount } from '../memory-budget';
import type { UpstreamEndpoint } from '../server/match-endpoint';
import { bodiesAtCapacity, readBody } from '../server/read-body';
import { withoutKey, type PreparedRequest } from './build-call';
import { decompressBody } from './decompress-body';
import { assertPathName } from './model-path';
import { joinBody, toRequestBody, type RequestBody } from '../request-body';
import { createBodyScanner, NO_STATE, type BodyFields, type BodyScanner } from './scan-body';

interface PrepareOptions {
  readonly endpoint: UpstreamEndpoint;
  /** Raw, without the question mark. */
  readonly query: string;
  /** The caller's own login. */
  readonly login: Readonly<Record<string, string>>;
  /** Most bytes of the body, plain or not. */
  readonly limit: number;
  readonly memory: MemoryAccount;
}

/**
 * Receives a request and reads what routing needs of it.
 *
 * @throws {GatewayError} `invalid_request`, `too_large`, `at_capacity` or `cancelled`
 */
export async function prepareRequest(
  request: IncomingMessage,
  options: PrepareOptions,
): Promise<PreparedRequest> {
  const { endpoint, login } = options;
  const { fromPath } = endpoint;
  const scanner = createBodyScanner();
  const bodies = await receiveBody(request, options, scanner);
  const base = {
    endpoint,
    headers: request.headers,
    login,
    query: withoutKey(options.query),
    ...bodies,
  };
  if (fromPath !== null) {
    assertPathName(fromPath.model);
    return {
      ...base,
      model: fromPath.model,
      stream: fromPath.stream,
      modelRanges: [],
      systemStart: null,
      systemEnd: null,
      metadataStart: null,
      ...readFields(scanner),
    };
  }
  const { model, modelRanges, modelAlias, stream, systemStart, systemEnd, metadataStart, state, envelope } =
    scanner.finish();
  if (model === null || model === '') throw new GatewayError('invalid_request', 'model: field required');
  return {
    ...base,
    model,
    modelRanges,
    modelAlias,
    systemStart,
    systemEnd,
    metadataStart,
    state,
    envelope,
    stream: endpoint.operation === 'generate' && stream,
  };
}

/** Gemini's body needs nothing read to be passed on, so one that is no JSON is its upstream's to refuse. */
function readFields(scanner: BodyScanner): Pick<BodyFields, 'modelAlias' | 'state' | 'envelope'> {
  try {
    const { modelAlias, state, envelope } = scanner.finish();
    return { modelAlias, state, envelope };
  } catch {
    return { modelAlias: null, state: NO_STATE, envelope: false };
  }
}

async function receiveBody(
  request: IncomingMessage,
  { limit, memory }: PrepareOptions,
  scanner: BodyScanner,
): Promise<Pick<PreparedRequest, 'body' | 'plainBody'>> {
  const encoding = request.headers['content-encoding'];
  if (encoding === undefined) {
    const body = await readBody(request, limit, memory, scanner.push);
    return { body, plainBody: body };
  }
  const body = await readBody(request, limit, memory);
  // It is joined to be unpacked, and both copies are there for a while.
  if (!memory.take(body.length)) throw bodiesAtCapacity();
  const plainBody = toRequestBody(await decompressBody(joinBody(body), encoding, limit));
  memory.give(body.length);
  if (!memory.take(plainBody.length)) throw bodiesAtCapacity();
  await scanInSteps(scanner, plainBody);
  return { body, plainBody };
}

/** A fraction of a millisecond. */
const STEP_BYTES = 256 * 1024;

/** What is unpacked is there at once; scanned at once it would hold up other streams. */
async function scanInSteps(scanner: BodyScanner, { chunks }: RequestBody): Promise<void> {
  for (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += STEP_BYTES) {
      scanner.push(chunk.subarray(at, at + STEP_BYTES));
      await setImmediate();
    }
  }
}
