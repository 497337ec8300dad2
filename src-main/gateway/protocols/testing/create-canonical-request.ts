import type { CanonicalRequest } from '../canonical/request';

/** A request of a client of Anthropic's API that says "Hi" and wants nothing else, unless it says otherwise. */
export function createCanonicalRequest(members: Partial<CanonicalRequest> = {}): CanonicalRequest {
  return {
    model: 'client-model',
    stream: false,
    system: [],
    messages: [{ role: 'user', parts: [{ type: 'text', text: 'Hi' }] }],
    tools: [],
    toolChoice: null,
    parallelTools: null,
    maxTokens: null,
    sampling: {},
    reasoning: { mode: 'default', show: 'default' },
    format: { type: 'text' },
    meta: {},
    wants: { streamUsage: false, legacyFunctions: false, echo: {} },
    extra: {},
    origin: { protocol: 'anthropic-messages', version: null, betas: [], client: 'other' },
    ...members,
  };
}
