import type { EncodeTarget } from '../../canonical/codec';
import type { CanonicalPart, ReasoningPart } from '../../canonical/part';
import type { CanonicalMessage, CanonicalRequest, ReasoningRequest } from '../../canonical/request';
import { createReasoningPresenter } from '../present-reasoning';
import { replayReasoning } from '../replay-reasoning';
import { createReasoningVault, type ReasoningVault } from '../vault';
import { assistant, createRequest, createTarget, text, user } from './conversation';

export const claude = createTarget('anthropic-messages', 'claude', {}, 'claude-opus-4-5');
export const claudeElsewhere = createTarget('anthropic-messages', 'other', {}, 'claude-opus-4-5');
export const openai = createTarget('openai-responses', 'openai');
export const groq = createTarget('openai-chat', 'groq');
export const google = createTarget('gemini', 'google', {}, 'gemini-3-pro');

export const origin = ({ protocol, channelId, model }: EncodeTarget) => ({ protocol, channelId, model });
export const thought = (target: EncodeTarget, members: Partial<ReasoningPart> = {}): ReasoningPart => ({
  type: 'reasoning',
  text: 'Let me think.',
  origin: origin(target),
  ...members,
});
export const signed = thought(claude, { state: { kind: 'signature', data: 'sig' } });
export const createVault = (): ReasoningVault => createReasoningVault({ clock: { now: () => 1 } });

/** An upstream answers; gives the turn as the client has it afterwards. */
export function answer(
  request: CanonicalRequest,
  target: EncodeTarget,
  vault: ReasoningVault,
  parts: readonly CanonicalPart[],
): CanonicalMessage {
  const finish = { reason: 'tool_calls', rawReason: null } as const;
  const response = { upstreamId: null, model: null, parts, finish, usage: null };
  const presented = createReasoningPresenter({ request, target, vault }).response(response);
  return assistant(...presented.parts.map((part) => asDecoded(part, request)));
}

/** A client sends reasoning back as its own protocol's. */
function asDecoded(part: CanonicalPart, { origin: { protocol } }: CanonicalRequest): CanonicalPart {
  return part.type === 'reasoning' ? { ...part, origin: { protocol, channelId: null, model: null } } : part;
}

export function replay(
  request: CanonicalRequest,
  target: EncodeTarget,
  vault: ReasoningVault = createVault(),
) {
  const warnings: string[] = [];
  const replayed = replayReasoning(request, target, vault, (warning) => warnings.push(warning));
  const turns = replayed.messages.filter(({ role }) => role === 'assistant').map(({ parts }) => parts);
  return { request: replayed, turns, turn: turns[0], warnings };
}

export const ask = (
  protocol: CanonicalRequest['origin']['protocol'],
  reasoning: Partial<ReasoningRequest> = {},
): CanonicalRequest => createRequest(protocol, [user(text('Do it'))], reasoning);
export const goOn = (request: CanonicalRequest, ...messages: CanonicalMessage[]): CanonicalRequest => ({
  ...request,
  messages: [...request.messages, ...messages],
});

export const unfinished = (
  reasoning: Partial<ReasoningRequest>,
  ...turn: CanonicalMessage[]
): CanonicalRequest => goOn(ask('openai-responses', reasoning), ...turn);
