import { LRUCache } from 'lru-cache';
import { createReasoningVault, type ReasoningVault } from '../protocols/reasoning/vault';
import type { Clock } from '../ports';
import { createSessionAffinity, type SessionAffinity } from '../routing/session-affinity';
import { createSessionChannels, type SessionChannels } from './session-channels';
import { createSignatureNotes, type SignatureNotes } from './signature-notes';

/** What is remembered of conversations, in memory only and bounded. */
export interface ConversationMemory {
  readonly vault: ReasoningVault;
  readonly sessions: SessionChannels;
  readonly affinity: SessionAffinity;
  readonly signatures: SignatureNotes;
  /** By the id of an answer that its channel keeps itself. */
  readonly responses: LRUCache<string, KeptAnswer>;
  /** Projects by session. */
  readonly projects: LRUCache<string, string>;
}

export interface KeptAnswer {
  readonly channelId: string;
  /** Whose it is: to the provider all gateway tokens are one. */
  readonly tokenId: string;
}

const MAX_RESPONSES = 20_000;
const MAX_PROJECTS = 10_000;

export function createConversationMemory(clock: Clock): ConversationMemory {
  return {
    vault: createReasoningVault({ clock }),
    sessions: createSessionChannels(),
    affinity: createSessionAffinity(clock),
    signatures: createSignatureNotes(),
    responses: new LRUCache({ max: MAX_RESPONSES }),
    projects: new LRUCache({ max: MAX_PROJECTS }),
  };
}
