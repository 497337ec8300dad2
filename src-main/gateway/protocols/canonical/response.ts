import type { Usage } from '#shared/domain/usage';
import type { UpstreamError } from '../types';
import type { Citation, CanonicalPart, ReasoningState } from './part';
import type { JsonRecord } from '../json/read';
import type { ProtocolId } from '#shared/domain/protocol';

/** An answer in one piece. Its parts are text, reasoning, toolCall, refusal, serverTool or image. */
export interface CanonicalResponse {
  /** The upstream's id; clients get one of Routex. Null when it gave none. */
  readonly upstreamId: string | null;
  /** As the upstream named it. */
  readonly model: string | null;
  readonly parts: readonly CanonicalPart[];
  readonly finish: Finish;
  /** Null when the upstream did not say. */
  readonly usage: Usage | null;
}

export const FINISH_REASONS = [
  'stop',
  'stop_sequence',
  'length',
  'tool_calls',
  'content_filter',
  'refusal',
  'context_window',
  'pause',
  'compaction',
  'malformed',
  'unknown',
] as const;
export type FinishReason = (typeof FINISH_REASONS)[number];

export interface Finish {
  readonly reason: FinishReason;
  /** As the upstream wrote it. */
  readonly rawReason: string | null;
  /** The stop sequence that was met. */
  readonly stopText?: string;
  /** Of a refusal. */
  readonly category?: string;
  readonly message?: string;
  /** What the upstream wants back to go on after `pause` (Gemini's `continuationToken`). */
  readonly continuation?: string;
}

/**
 * An answer as it comes. Every stream decoder keeps this order: `start` first and once; `part_start` before all else of a
 * part, a tool call's only when its name is known; `part_end` once for each part; parts are numbered densely from 0
 * and may overlap; `usage` is cumulative, the latest counts, and comes before `finish`; last comes `finish`, or `error`
 * without one.
 */
export type CanonicalEvent =
  | { readonly type: 'start'; readonly id: string | null; readonly model: string | null }
  | { readonly type: 'part_start'; readonly part: number; readonly content: PartStart }
  /** Never empty. */
  | { readonly type: 'text_delta'; readonly part: number; readonly text: string }
  /** Also of a refusal. */
  | { readonly type: 'refusal_delta'; readonly part: number; readonly text: string }
  | {
      readonly type: 'reasoning_delta';
      readonly part: number;
      readonly text: string;
      /** Which part of the summary, where there are several. */
      readonly summaryIndex?: number;
    }
  /** At most once for each part, after its deltas. */
  | { readonly type: 'reasoning_state'; readonly part: number; readonly state: ReasoningState }
  /** All together are the arguments, or the input of a custom call. Never empty. */
  | { readonly type: 'args_delta'; readonly part: number; readonly text: string }
  /** Gemini's signature on a text or tool call part that has begun. */
  | { readonly type: 'signature'; readonly part: number; readonly signature: string }
  /** After the text it covers. */
  | { readonly type: 'citation'; readonly part: number; readonly citation: Citation }
  | { readonly type: 'part_end'; readonly part: number }
  | { readonly type: 'usage'; readonly usage: Usage }
  | { readonly type: 'finish'; readonly finish: Finish }
  | { readonly type: 'error'; readonly error: UpstreamError };

export type PartStart =
  | { readonly kind: 'text' }
  | { readonly kind: 'reasoning'; readonly id?: string; readonly redacted?: boolean }
  | {
      readonly kind: 'toolCall';
      /** Empty when the upstream gave none. */
      readonly id: string;
      readonly name: string;
      readonly namespace?: string;
      readonly custom?: boolean;
      readonly itemId?: string;
    }
  | { readonly kind: 'refusal' }
  | {
      readonly kind: 'serverTool';
      readonly protocol: ProtocolId;
      readonly raw: JsonRecord;
      readonly digest: string;
    }
  | { readonly kind: 'image'; readonly mediaType: string; readonly data: string };
