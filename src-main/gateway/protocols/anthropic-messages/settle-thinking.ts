import type { EncodeTarget, Warn } from '../canonical/codec';
import type { CanonicalRequest } from '../canonical/request';
import { selectThinkingKind } from '../reasoning/select-thinking-kind';
import { encodeThinking, type EncodedThinking } from './encode-thinking';
import type { EncodedToolChoice } from './encode-tool-choice';

const FORCED: ReadonlySet<string> = new Set(['any', 'tool']);

/** How the model is asked to think. Manual thinking and a tool that must be called exclude each other; the call counts. */
export function settleThinking(
  request: CanonicalRequest,
  target: EncodeTarget,
  toolChoice: EncodedToolChoice | null,
  warn: Warn,
): EncodedThinking {
  const encoded = encodeThinking(
    request.reasoning,
    selectThinkingKind(target),
    target.profile,
    request.origin.protocol === 'anthropic-messages',
  );
  const forced = toolChoice !== null && FORCED.has(toolChoice.type);
  if (!forced || encoded.thinking?.type !== 'enabled') return encoded;
  warn('Thinking was turned off: a tool must be called.');
  return { ...encoded, thinking: { type: 'disabled' } };
}
