import { GatewayError } from '../errors';
import type { DecodeRequestContext } from '../protocols/canonical/codec';
import { estimateTokens } from '../protocols/canonical/estimate-tokens';
import type { CanonicalPart } from '../protocols/canonical/part';
import type { CanonicalRequest } from '../protocols/canonical/request';
import { weighLiftedText } from '../protocols/canonical/weigh-lifted-text';
import { codecs } from '../protocols/codecs';
import { liftTexts, type LiftedBody } from '../protocols/json/lift-texts';
import { parseJson } from '../protocols/json/read';
import { joinBody } from '../request-body';
import type { ReadJob } from './conversion-desk';

/** A client's request as its codec read it. */
export interface Reading {
  /** With marks in the place of the texts that were lifted. */
  readonly request: CanonicalRequest;
  /** Null when none was. */
  readonly lifted: LiftedBody | null;
}

type Told = Pick<DecodeRequestContext, 'warn' | 'onNativeOnly'>;

/** What it says was said when the request was read first. */
const SILENT: Told = { warn: () => undefined, onNativeOnly: () => undefined };

/**
 * Reads a request, its long texts lifted where nobody looks into them.
 *
 * @throws {GatewayError} `invalid_request` naming the field, or `unsupported_conversion`
 */
export function readRequest(job: ReadJob, told: Told = SILENT): Reading {
  const body = joinBody(job.body);
  const lifted = liftTexts(body, job.protocol);
  if (lifted !== null) {
    const request = decode(lifted.rest, job, told);
    if (request.messages.every(({ parts }) => parts.every(carriesTexts))) return { request, lifted };
  }
  return { request: decode(body.toString('utf8'), job, lifted === null ? told : SILENT), lifted: null };
}

/** A request with all its texts. */
export function readWhole(job: ReadJob): CanonicalRequest {
  return decode(joinBody(job.body).toString('utf8'), job, SILENT);
}

/** An estimate of its tokens. */
export function weighReading({ request, lifted }: Reading): number {
  let weight = 0;
  for (const text of lifted?.texts ?? []) weight += weighLiftedText(text);
  return estimateTokens(request, weight);
}

function decode(body: string, { protocol, ...context }: ReadJob, told: Told): CanonicalRequest {
  const json = parseJson(body);
  if (json === undefined) throw new GatewayError('invalid_request', 'The request body is not valid JSON.');
  return codecs[protocol].decodeRequest(json, { ...context, ...told });
}

/** Of what providers ran themselves a digest is made, and citations point into their text. */
function carriesTexts(part: CanonicalPart): boolean {
  switch (part.type) {
    case 'text':
      return part.citations === undefined;
    case 'toolResult':
      return part.structured === undefined && part.content.every(carriesTexts);
    case 'serverTool':
    case 'compaction':
    case 'opaque':
      return false;
    case 'image':
    case 'document':
    case 'audio':
    case 'video':
    case 'reasoning':
    case 'refusal':
    case 'toolCall':
      return true;
  }
}
