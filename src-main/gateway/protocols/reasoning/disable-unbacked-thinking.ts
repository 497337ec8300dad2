import type { EncodeTarget, Warn } from '../canonical/codec';
import type { CanonicalMessage, CanonicalRequest } from '../canonical/request';
import { selectThinkingKind } from './select-thinking-kind';

const WARNING =
  'reasoning: turned off for this call, because the unfinished tool turn has no thinking block of this channel';

/** True when the target is asked to think with a budget, which is when it wants to see how the turn began. */
function thinksManually({ reasoning }: CanonicalRequest, target: EncodeTarget): boolean {
  if (reasoning.mode === 'default' || reasoning.mode === 'off' || reasoning.effort === 'none') return false;
  switch (selectThinkingKind(target)) {
    case 'adaptive':
      return false;
    case 'budget':
      return true;
    case 'both':
    case null:
      return reasoning.mode === 'budget' || reasoning.mode === 'between_tools';
  }
}

const answersTools = (message: CanonicalMessage | undefined): boolean =>
  message?.role === 'user' && message.parts.some(({ type }) => type === 'toolResult');

/** The message that began the tool turn which the client now continues; null when it begins a new one. */
function findTurnStart(messages: readonly CanonicalMessage[]): CanonicalMessage | null {
  const turn = messages.filter(({ role }) => role !== 'system');
  if (!answersTools(turn.at(-1))) return null;
  let start: CanonicalMessage | null = null;
  for (const message of turn.toReversed()) {
    if (message.role === 'assistant') start = message;
    else if (!answersTools(message)) break;
  }
  return start;
}

/**
 * Anthropic refuses a tool turn that goes on thinking by budget but does not begin with thinking: another channel began it, or the
 * client lost it. The turn is then finished without.
 */
export function disableUnbackedThinking(
  request: CanonicalRequest,
  target: EncodeTarget,
  warn: Warn,
): CanonicalRequest {
  if (!target.profile.signatureChecked || !thinksManually(request, target)) return request;
  const start = findTurnStart(request.messages);
  if (start === null || start.parts[0]?.type === 'reasoning') return request;
  warn(WARNING);
  return { ...request, reasoning: { mode: 'off', show: request.reasoning.show } };
}
