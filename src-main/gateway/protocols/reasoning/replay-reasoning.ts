import type { EncodeTarget, Warn } from '../canonical/codec';
import type { CanonicalPart } from '../canonical/part';
import type { CanonicalMessage, CanonicalRequest } from '../canonical/request';
import { attributeReasoning, findTurnOrigin } from './attribute-reasoning';
import { disableUnbackedThinking } from './disable-unbacked-thinking';
import { restoreReasoning } from './restore-reasoning';
import { selectReplay, type KeepReasoning } from './select-replay';
import { settleSignature } from './settle-signature';
import type { ReasoningVault } from './vault';

type Parts = readonly CanonicalPart[];
type Lookup = Pick<ReasoningVault, 'findCall'>;

const hasCalls = (parts: Parts): boolean => parts.some(({ type }) => type === 'toolCall');
const hasReasoning = (parts: Parts): boolean => parts.some(({ type }) => type === 'reasoning');

function settleParts(parts: Parts, target: EncodeTarget, vault: Lookup, keep: KeepReasoning | null): Parts {
  const turnOrigin = findTurnOrigin(parts, vault);
  let changed = false;
  const settled = parts.flatMap((part): Parts => {
    if (part.type === 'text' || part.type === 'toolCall') {
      const own = settleSignature(part, target, vault);
      changed ||= own !== part;
      return [own];
    }
    if (part.type !== 'reasoning') return [part];
    const kept = keep?.(attributeReasoning(part, turnOrigin)) ?? null;
    changed ||= kept !== part;
    return kept === null ? [] : [kept];
  });
  return changed ? settled : parts;
}

/** Some providers refuse a turn with calls that does not say what was thought, even if nobody knows any more. */
function requireReasoning(parts: Parts, target: EncodeTarget): Parts {
  if (hasCalls(parts) === hasReasoning(parts)) return parts;
  if (!hasCalls(parts)) return parts.filter(({ type }) => type !== 'reasoning');
  const { protocol, channelId, model } = target;
  return [{ type: 'reasoning', text: ' ', origin: { protocol, channelId, model } }, ...parts];
}

/** An item of OpenAI's must stand before the item it led to. */
function dropTrailing(parts: Parts): Parts {
  if (parts.at(-1)?.type !== 'reasoning') return parts;
  return parts.slice(0, parts.findLastIndex(({ type }) => type !== 'reasoning') + 1);
}

function replayParts(parts: Parts, target: EncodeTarget, vault: Lookup, keep: KeepReasoning | null): Parts {
  let replayed = settleParts(parts, target, vault, keep);
  if (keep !== null && !hasReasoning(replayed)) replayed = restoreReasoning(replayed, vault, keep);
  if (keep !== null && target.profile.reasoningReplay === 'required')
    replayed = requireReasoning(replayed, target);
  return target.protocol === 'openai-responses' ? dropTrailing(replayed) : replayed;
}

/**
 * Sends each provider the reasoning that it must see again, and nobody another's: what stands in the history is opened and kept
 * or removed, what the client lost is taken from the vault. Wants the ids of calls as the client knows them; leaves messages
 * empty that were nothing but reasoning.
 */
export function replayReasoning(
  request: CanonicalRequest,
  target: EncodeTarget,
  vault: Pick<ReasoningVault, 'findCall'>,
  warn: Warn,
): CanonicalRequest {
  const keep = selectReplay(target);
  let changed = false;
  const messages = request.messages.map((message): CanonicalMessage => {
    if (message.role !== 'assistant') return message;
    const parts = replayParts(message.parts, target, vault, keep);
    if (parts === message.parts) return message;
    changed = true;
    return { ...message, parts };
  });
  const replayed = changed ? { ...request, messages } : request;
  return target.protocol === 'anthropic-messages'
    ? disableUnbackedThinking(replayed, target, warn)
    : replayed;
}
