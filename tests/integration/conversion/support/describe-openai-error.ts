import { APIConnectionError, APIError } from 'openai';
import { numberIn } from './anthropic-client';
import type { Refusal } from './sdk-client';

/** A response that ended as `failed`: OpenAI's SDK hands it out like any other. */
export class FailedResponse extends Error {
  override readonly name = 'FailedResponse';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

export function describeOpenaiError(error: unknown): Refusal {
  if (error instanceof FailedResponse) {
    return { error, status: null, word: error.code, message: error.message, retryAfterSeconds: null };
  }
  if (!(error instanceof APIError)) throw error;
  const word = error.code ?? error.type;
  return {
    error,
    status: error instanceof APIConnectionError ? null : ((error.status as number | undefined) ?? null),
    word: word ?? null,
    message: error.message,
    retryAfterSeconds: numberIn((error.headers as Headers | undefined)?.get('retry-after')),
  };
}
