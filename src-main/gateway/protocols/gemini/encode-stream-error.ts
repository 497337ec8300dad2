import type { StreamFacts, StreamFraming, WireError } from '../types';
import { createErrorBody } from './create-error-body';
import { mapErrorKind } from './map-error-kind';

/** What google.rpc.Code UNAVAILABLE stands for over HTTP; no gateway in between, so no 502 in a body. */
const UNAVAILABLE_CODE = 503;

function readCode(error: WireError): number {
  const { status, name } = mapErrorKind(error.kind);
  return error.status ?? (name === 'UNAVAILABLE' ? UNAVAILABLE_CODE : status);
}

/** What must stand before a last element, by where the relayed part of the array left off. */
function createArrayPrefix(facts: StreamFacts): string {
  const { arrayPosition: position } = facts;
  if (position === 'opened' || position === 'after-comma') return '\n';
  return position === 'after-element' || facts.events > 0 ? ',\n' : '[';
}

export function encodeStreamError(error: WireError, facts: StreamFacts, framing: StreamFraming): string {
  const body = JSON.stringify(createErrorBody(error, readCode(error)));
  return framing === 'sse' ? `data: ${body}\n\n` : `${createArrayPrefix(facts)}${body}]`;
}
