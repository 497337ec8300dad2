import type { ProtocolId } from '#shared/domain/protocol';
import type { EncodeTarget, Warn } from '../canonical/codec';
import type { CanonicalRequest } from '../canonical/request';
import type { RestorationDraft } from './restoration';

/** What is remembered of calls whose ids clients were given. */
export interface KnownCalls {
  find(
    clientId: string,
  ): { readonly originalId: string; readonly channelId: string; readonly protocol: ProtocolId } | null;
}

export interface RepairContext {
  readonly target: EncodeTarget;
  readonly warn: Warn;
  readonly calls: KnownCalls;
  /** Passes note here what the answer needs undone. */
  readonly draft: RestorationDraft;
}

/** One repair. Gives the same object back when there is nothing to do: conversations are large and mostly sound. */
export type RepairPass = (request: CanonicalRequest, context: RepairContext) => CanonicalRequest;
