import type { ChannelProfileOverrides } from '#shared/domain/channel-profile';
import { resolveChannelProfile } from '#shared/domain/resolve-channel-profile';
import type { AnswerContext, DecodeAnswerContext, EncodeTarget } from '../../canonical/codec';
import type { CanonicalRequest } from '../../canonical/request';
import { decodeRequest } from '../decode-request';
import { createCanonicalRequest } from '../../testing/create-canonical-request';

/** OpenAI itself. */
export const OFFICIAL: ChannelProfileOverrides = {
  official: true,
  maxTokensField: 'max_completion_tokens',
  midSystem: 'keep',
  files: true,
  strictTools: true,
  customTools: true,
  effortStyle: 'openai',
};

export function createTarget(overrides: ChannelProfileOverrides = {}): EncodeTarget {
  return {
    channelId: 'channel-1',
    protocol: 'openai-chat',
    model: 'upstream-model',
    profile: resolveChannelProfile('openai-chat', overrides),
    limits: { maxOutputTokens: null, contextTokens: null },
  };
}

/** Counts, so that what is written can be known. */
export function createCounter(): (length: number) => string {
  let count = 0;
  return (length) => {
    count += 1;
    return String(count).padStart(length, '0');
  };
}

export interface Warned<T> {
  readonly context: T;
  readonly warnings: readonly string[];
}

export function createDecodeContext(overrides: ChannelProfileOverrides = {}): Warned<DecodeAnswerContext> {
  const warnings: string[] = [];
  const warn = (warning: string): void => {
    warnings.push(warning);
  };
  return { context: { target: createTarget(overrides), newId: createCounter(), warn }, warnings };
}

export function createAnswerContext(members: Partial<CanonicalRequest> = {}): Warned<AnswerContext> {
  const warnings: string[] = [];
  const request = createCanonicalRequest({
    origin: { protocol: 'openai-chat', version: null, betas: [], client: 'sdk' },
    ...members,
  });
  return {
    context: {
      request,
      requestId: 'req_1',
      answerId: 'answer-1',
      createdAt: 1_700_000_000,
      framing: 'sse',
      newId: createCounter(),
      warn: (warning) => {
        warnings.push(warning);
      },
    },
    warnings,
  };
}

/** The request a client's body is read as, with what was warned of. */
export function decodeBody(body: unknown): {
  readonly request: CanonicalRequest;
  readonly warnings: readonly string[];
} {
  const warnings: string[] = [];
  const request = decodeRequest(body, {
    headers: {},
    fromPath: null,
    client: 'sdk',
    warn: (warning) => {
      warnings.push(warning);
    },
  });
  return { request, warnings };
}
