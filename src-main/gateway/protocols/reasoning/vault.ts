import { LRUCache } from 'lru-cache';
import type { Clock } from '../../ports';
import type { PartOrigin, ReasoningPart } from '../canonical/part';
import type { CanonicalMessage, CanonicalRequest } from '../canonical/request';
import type { CanonicalResponse } from '../canonical/response';
import { weigh } from './weigh';

const MAX_ENTRIES = 50_000;
const MAX_BYTES = 64 * 1024 * 1024;
const TTL_MS = 24 * 60 * 60 * 1000;

/** What stood in a turn between one call and the next; without it a provider may refuse the turn. */
export interface CallReasoning {
  /** Before any text. */
  readonly opening: readonly ReasoningPart[];
  /** After text, directly before the call. */
  readonly closing: readonly ReasoningPart[];
}

/** What clients do not send back of a tool call, or cannot. */
export interface VaultCall {
  /** As the upstream wrote it. */
  readonly originalId: string;
  readonly origin: PartOrigin;
  readonly name: string;
  readonly namespace: string | null;
  readonly custom: boolean;
  /** Gemini's. */
  readonly signature: string | null;
  readonly reasoning: CallReasoning;
}

/** An answer that its client may ask for again. */
export interface StoredAnswer {
  /** As the client was shown it. */
  readonly answer: CanonicalResponse;
  /** Of its request, what the answer repeats. */
  readonly request: CanonicalRequest;
  /** Seconds since the epoch. */
  readonly createdAt: number;
}

/**
 * Remembers, in memory only, what conversations need and their clients lose. What was not asked for longest goes first, and all
 * after a day without being asked for.
 */
export interface ReasoningVault {
  /** The same memory as one gateway token has it: conversations of others are not known there. */
  of(tokenId: string): ReasoningVault;
  /** @param id of the call as the client knows it */
  findCall(id: string): VaultCall | null;
  recordCall(id: string, call: VaultCall): void;
  /** All messages up to and with this answer of ours; null when it is not known (any more). */
  findConversation(responseId: string): readonly CanonicalMessage[] | null;
  /** The answer itself; null when it was not kept, or is not known (any more). */
  findAnswer(responseId: string): StoredAnswer | null;
  recordConversation(
    responseId: string,
    messages: readonly CanonicalMessage[],
    answer?: StoredAnswer | null,
  ): void;
  /** False when there was none. */
  forgetConversation(responseId: string): boolean;
  /** Approximate. */
  bytes(): number;
  entries(): number;
}

interface Entry {
  readonly call: VaultCall | null;
  readonly messages: readonly CanonicalMessage[] | null;
  readonly answer: StoredAnswer | null;
  /** Gateway token of the conversation; null where it was recorded for nobody. */
  readonly tokenId: string | null;
}

const callKey = (id: string): string => `c${id}`;
const conversationKey = (id: string): string => `r${id}`;

const NO_REASONING: CallReasoning = { opening: [], closing: [] };

/**
 * Some upstreams number calls anew in each conversation. Two calls of one id are then of different conversations, and
 * neither may be given what the other thought.
 */
function withoutSecrets(call: VaultCall, earlier: VaultCall | null): VaultCall {
  if (earlier === null) return call;
  const same =
    earlier.signature === call.signature &&
    JSON.stringify(earlier.reasoning) === JSON.stringify(call.reasoning);
  return same ? call : { ...call, signature: null, reasoning: NO_REASONING };
}

export function createReasoningVault(options: {
  clock: Pick<Clock, 'now'>;
  maxEntries?: number;
  maxBytes?: number;
  ttlMs?: number;
}): ReasoningVault {
  const { clock, maxEntries = MAX_ENTRIES, maxBytes = MAX_BYTES, ttlMs = TTL_MS } = options;
  // Made with the first entry, because it takes megabytes for its index at once.
  let cache: LRUCache<string, Entry> | null = null;
  /** A conversation grows by two messages a turn; the others were weighed before. */
  const weights = new WeakMap<CanonicalMessage, number>();

  function open(): LRUCache<string, Entry> {
    cache ??= new LRUCache<string, Entry>({
      max: maxEntries,
      maxSize: maxBytes,
      ttl: ttlMs,
      ttlResolution: 0,
      updateAgeOnGet: true,
      perf: { now: () => clock.now() },
    });
    return cache;
  }

  function weighMessage(message: CanonicalMessage): number {
    const known = weights.get(message);
    if (known !== undefined) return known;
    const weight = weigh(message);
    weights.set(message, weight);
    return weight;
  }

  const findCall = (id: string): VaultCall | null => cache?.get(callKey(id))?.call ?? null;

  const recordCall = (id: string, call: VaultCall): void => {
    const key = callKey(id);
    const entry: Entry = {
      call: withoutSecrets(call, findCall(id)),
      messages: null,
      answer: null,
      tokenId: null,
    };
    open().set(key, entry, { size: weigh(key) + weigh(entry) });
  };

  /** @param tokenId null: of the owner of Routex, who may know all */
  function createView(tokenId: string | null): ReasoningVault {
    const find = (responseId: string): Entry | null => {
      const entry = cache?.get(conversationKey(responseId)) ?? null;
      return tokenId === null || entry?.tokenId === tokenId ? entry : null;
    };
    return {
      of: createView,
      findCall,
      recordCall,
      findConversation: (responseId) => find(responseId)?.messages ?? null,
      findAnswer: (responseId) => find(responseId)?.answer ?? null,
      recordConversation(responseId, messages, answer = null) {
        const key = conversationKey(responseId);
        const ownSize = weigh(key) + (answer === null ? 0 : weigh(answer));
        const size = messages.reduce((sum, message) => sum + weighMessage(message), ownSize);
        open().set(key, { call: null, messages, answer, tokenId }, { size });
      },
      forgetConversation: (responseId) =>
        find(responseId) !== null && cache?.delete(conversationKey(responseId)) === true,
      bytes: () => cache?.calculatedSize ?? 0,
      entries: () => cache?.size ?? 0,
    };
  }
  return createView(null);
}
