import { parseJson } from '../protocols/json/read';
import { describeWebPage, isMarkup } from '../protocols/errors/error-text';
import type { UpstreamError } from '../protocols/types';

/** The JSON of an answer in one piece, or what came instead. */
export function parseAnswer(
  body: Buffer,
  status: number,
): { value: unknown; problem: null } | { problem: UpstreamError } {
  const text = body.toString('utf8');
  const value = parseJson(text);
  return value === undefined
    ? { problem: badResponse(describeNonsense(text, status)) }
    : { value, problem: null };
}

function describeNonsense(text: string, status: number): string {
  if (text.trim() === '') return `the upstream answered ${status} without a body`;
  return isMarkup(text) ? describeWebPage(text) : 'the upstream answered with something that is not JSON';
}

export function badResponse(message: string): UpstreamError {
  return { kind: 'bad_response', message, status: null, retryAfterMs: null };
}
