import type { ProtocolId } from '#shared/domain/protocol';
import { encodeJson } from '../protocols/json/encode-json';
import { liftTexts, type LiftedBody } from '../protocols/json/lift-texts';
import { isRecord, parseJson, type JsonRecord } from '../protocols/json/read';
import { restoreTexts } from '../protocols/json/restore-texts';
import { cutBody } from '../pipeline/cut-body';
import { joinBody, toRequestBody, type RequestBody } from '../request-body';
import type { UpstreamCall } from '../providers/upstream-client';
import type { TransformerRun } from './begin-transformers';

export interface TransformCallOptions {
  readonly run: Pick<TransformerRun, 'request' | 'carriesTexts'>;
  /** The channel's. */
  readonly protocol: ProtocolId;
  /** The body of a call that is sent as compressed as it came. */
  readonly plainBody: RequestBody;
  readonly warn: (warning: string) => void;
  /** Told what the transformers are given. */
  readonly onBefore?: ((body: JsonRecord) => void) | undefined;
}

/** The call with a changed body; the call itself when nothing was changed, or when its body cannot be read. */
export async function transformCall(
  call: UpstreamCall,
  { run, protocol, plainBody, warn, onBefore }: TransformCallOptions,
): Promise<UpstreamCall> {
  const bytes = readBody(call, plainBody);
  // Who wants to see the body wants to see all of it.
  const lifted = run.carriesTexts && onBefore === undefined ? liftTexts(bytes, protocol) : null;
  const body = parseJson(lifted === null ? bytes.toString('utf8') : lifted.rest);
  if (!isRecord(body)) {
    warn('The request is not a JSON object, so the transformers of its channel were left out.');
    return call;
  }
  onBefore?.(body);
  const changed = await run.request(body);
  if (changed === body) return call;
  const written = write(changed, lifted);
  if (written === null) {
    warn('The request as transformers left it cannot be written as JSON; it went on without them.');
    return call;
  }
  const { 'content-encoding': _encoding, ...headers } = call.headers;
  return { ...call, headers, body: cutBody(toRequestBody(written)) };
}

function readBody({ body, headers }: UpstreamCall, plainBody: RequestBody): Buffer {
  if (headers['content-encoding'] !== undefined) return joinBody(plainBody);
  if (body === null) return Buffer.alloc(0);
  return Buffer.isBuffer(body) ? body : Buffer.concat(body);
}

/** What is nested deeper than calls can be, or in itself, has no JSON. */
function write(body: JsonRecord, lifted: LiftedBody | null): Buffer | null {
  try {
    return lifted === null ? encodeJson(body) : restoreTexts(JSON.stringify(body), lifted);
  } catch {
    return null;
  }
}
