import type { ProtocolId } from '#shared/domain/protocol';
import type { JsonRecord } from '../json/read';

/** Bytes as base64 in the request itself, an address, or the id of a file that lies at a provider. */
export type MediaSource =
  | { readonly type: 'base64'; readonly mediaType: string; readonly data: string }
  | { readonly type: 'url'; readonly url: string; readonly mediaType?: string }
  | { readonly type: 'file'; readonly fileId: string; readonly mediaType?: string };

/** A mark of Anthropic's: all up to here may be cached. */
export interface CacheMark {
  readonly ttl?: string;
}

/** Where a part of an answer came from; providers sign or encrypt reasoning for themselves only. */
export interface PartOrigin {
  readonly protocol: ProtocolId;
  /** Null when not known: the client's own native value. */
  readonly channelId: string | null;
  readonly model: string | null;
}

/**
 * What a provider needs to get back of its reasoning, opaque to everybody else.
 *
 * - `signature`: signs readable text (Anthropic `thinking.signature`, Gemini `thoughtSignature`)
 * - `encrypted`: holds the reasoning itself (OpenAI `reasoning.encrypted_content`)
 * - `redacted`: holds it, and there is no text (Anthropic `redacted_thinking.data`)
 * - `none`: nothing; the text alone is kept for the way back
 */
export interface ReasoningState {
  readonly kind: 'signature' | 'encrypted' | 'redacted' | 'none';
  readonly data: string;
}

export interface TextPart {
  readonly type: 'text';
  readonly text: string;
  readonly cache?: CacheMark;
  readonly citations?: readonly Citation[];
  /** Gemini's signature on a text part. */
  readonly signature?: string;
}

export interface ImagePart {
  readonly type: 'image';
  readonly source: MediaSource;
  readonly detail?: string;
  readonly cache?: CacheMark;
}

export interface DocumentPart {
  readonly type: 'document';
  readonly source: MediaSource | { readonly type: 'text'; readonly text: string };
  readonly title?: string;
  readonly context?: string;
  readonly cache?: CacheMark;
}

export interface AudioPart {
  readonly type: 'audio';
  readonly source: MediaSource;
}

export interface VideoPart {
  readonly type: 'video';
  readonly source: MediaSource;
}

export interface ReasoningPart {
  readonly type: 'reasoning';
  /** May be empty: withheld, redacted or encrypted. */
  readonly text: string;
  readonly state?: ReasoningState;
  /** OpenAI's summary in the parts it came in; `text` is all of them joined by a blank line. */
  readonly summary?: readonly string[];
  /** Item id of OpenAI Responses. */
  readonly id?: string;
  readonly origin: PartOrigin;
  /** The part as its protocol wrote it, for a target of the same protocol (OpenRouter's `reasoning_details`). */
  readonly raw?: unknown;
}

export interface ToolCallPart {
  readonly type: 'toolCall';
  /** Empty when the client or upstream gave none; the id pass mints one. */
  readonly id: string;
  readonly name: string;
  /** Namespace of OpenAI Responses. */
  readonly namespace?: string;
  /**
   * The exact JSON text of the arguments as the model wrote it, or, when `custom`, the free-form input. Parsed only where a
   * target needs an object. Empty means no arguments.
   */
  readonly args: string;
  readonly custom?: boolean;
  /** Gemini's signature on the call. */
  readonly signature?: string;
  /** Item id of OpenAI Responses. */
  readonly itemId?: string;
  readonly cache?: CacheMark;
}

export interface ToolResultPart {
  readonly type: 'toolResult';
  /** Empty when the client gave none; the pairing pass finds the call. */
  readonly callId: string;
  readonly name?: string;
  readonly content: readonly CanonicalPart[];
  readonly isError?: boolean;
  /** Gemini's `response` object as it was, where it is more than `output` or `error`. */
  readonly structured?: JsonRecord;
  readonly custom?: boolean;
  readonly cache?: CacheMark;
}

/** A tool the provider ran itself. Native to its protocol; elsewhere only `digest`, a short plain text, can be told. */
export interface ServerToolPart {
  readonly type: 'serverTool';
  readonly protocol: ProtocolId;
  readonly raw: JsonRecord;
  readonly digest: string;
}

export interface RefusalPart {
  readonly type: 'refusal';
  readonly text: string;
}

/** A summary that stands for an earlier part of the conversation. */
export interface CompactionPart {
  readonly type: 'compaction';
  readonly protocol: ProtocolId;
  readonly raw: JsonRecord;
  /** Null when only its provider can read it. */
  readonly text: string | null;
}

/** Anything a protocol has that is not known here. */
export interface OpaquePart {
  readonly type: 'opaque';
  readonly protocol: ProtocolId;
  readonly raw: JsonRecord;
  /** What it called itself, for warnings. */
  readonly label: string;
}

export type CanonicalPart =
  | TextPart
  | ImagePart
  | DocumentPart
  | AudioPart
  | VideoPart
  | ReasoningPart
  | ToolCallPart
  | ToolResultPart
  | ServerToolPart
  | RefusalPart
  | CompactionPart
  | OpaquePart;

/** What a text rests on. Offsets count UTF-16 code units of the text part. */
export type Citation =
  | {
      readonly type: 'url';
      readonly url: string;
      readonly title: string | null;
      readonly start: number | null;
      readonly end: number | null;
      readonly quote: string | null;
    }
  | {
      readonly type: 'document';
      readonly title: string | null;
      readonly quote: string | null;
      readonly raw: JsonRecord;
    };
