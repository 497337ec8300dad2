import type { ProtocolId } from '#shared/domain/protocol';
import type { ClientKind } from '#shared/domain/request-record';
import type { JsonRecord } from '../json/read';
import type { CacheMark, CanonicalPart } from './part';

/** A request in no protocol's shape. Decoders build it, passes change it by copying what they change, encoders write it. */
export interface CanonicalRequest {
  /** As the client wrote it; what the upstream calls it is the target's. */
  readonly model: string;
  readonly stream: boolean;
  /** Leading instructions only; those in the middle of a conversation are messages. */
  readonly system: readonly SystemPart[];
  readonly messages: readonly CanonicalMessage[];
  readonly tools: readonly CanonicalTool[];
  readonly toolChoice: ToolChoice | null;
  /** Null: the protocol's default. */
  readonly parallelTools: boolean | null;
  /** Output budget, reasoning included. Zero asks for a cache to be warmed. */
  readonly maxTokens: number | null;
  readonly sampling: Sampling;
  readonly reasoning: ReasoningRequest;
  readonly format: OutputFormat;
  readonly meta: RequestMeta;
  /** What the client may be told, and in which of two ways. */
  readonly wants: AnswerWishes;
  /** Top-level fields nobody maps, as they came; written again only to the same protocol. */
  readonly extra: JsonRecord;
  readonly origin: RequestOrigin;
}

export interface SystemPart {
  readonly text: string;
  readonly cache?: CacheMark;
}

export interface CanonicalMessage {
  /** Tool results are parts of a `user` message. */
  readonly role: 'user' | 'assistant' | 'system';
  readonly parts: readonly CanonicalPart[];
  /** OpenAI Chat's name of a participant. */
  readonly name?: string;
  /** Of OpenAI Responses. */
  readonly phase?: string;
}

export type CanonicalTool =
  | {
      readonly type: 'function';
      readonly name: string;
      readonly namespace?: string;
      readonly description?: string;
      /** JSON Schema as the client wrote it; null when it gave none. */
      readonly schema: JsonRecord | null;
      readonly strict?: boolean;
      readonly cache?: CacheMark;
      /** Fields of the client's protocol that no other has (`defer_loading`, `input_examples` …). */
      readonly extra?: JsonRecord;
    }
  | {
      /** Free-form input instead of JSON. */
      readonly type: 'custom';
      readonly name: string;
      readonly namespace?: string;
      readonly description?: string;
      /** The tool's `format` as it was. */
      readonly format: JsonRecord | null;
    }
  | {
      /** Run by the provider. */
      readonly type: 'server';
      readonly server: 'web_search' | 'web_fetch' | 'code' | 'other';
      readonly options: ServerToolOptions;
      readonly protocol: ProtocolId;
      readonly raw: JsonRecord;
    }
  | {
      /** Known to the provider, run by the client (`bash_*`, `text_editor_*`, `local_shell` …). */
      readonly type: 'clientBuiltin';
      readonly name: string;
      readonly protocol: ProtocolId;
      readonly raw: JsonRecord;
    };

export interface ServerToolOptions {
  readonly allowedDomains?: readonly string[];
  readonly blockedDomains?: readonly string[];
  readonly maxUses?: number;
  readonly contextSize?: string;
  readonly userLocation?: JsonRecord;
}

export type ToolChoice =
  | { readonly mode: 'auto' | 'none' | 'required' }
  | { readonly mode: 'named'; readonly name: string; readonly namespace?: string }
  /** Only these may be called; `required`: one of them must. */
  | { readonly mode: 'allowed'; readonly names: readonly string[]; readonly required: boolean }
  /** A tool of the provider's own, by its type. */
  | { readonly mode: 'hosted'; readonly server: string };

export interface Sampling {
  readonly temperature?: number;
  readonly topP?: number;
  readonly topK?: number;
  readonly seed?: number;
  readonly presencePenalty?: number;
  readonly frequencyPenalty?: number;
  readonly stop?: readonly string[];
  /** Answers asked for. */
  readonly n?: number;
  readonly logprobs?: boolean;
  readonly topLogprobs?: number;
  readonly logitBias?: JsonRecord;
}

/** From least to most. */
export const EFFORTS = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const;
export type Effort = (typeof EFFORTS)[number];

export interface ReasoningRequest {
  /** `budget`: at most `budget` tokens. `between_tools`: only between tool calls. `default`: the client did not say. */
  readonly mode: 'default' | 'off' | 'adaptive' | 'budget' | 'between_tools' | 'effort';
  readonly effort?: Effort;
  readonly budget?: number;
  /** What of it the client wants to see. */
  readonly show: 'none' | 'summary' | 'raw' | 'default';
}

export type OutputFormat =
  | { readonly type: 'text' }
  | { readonly type: 'json' }
  | {
      readonly type: 'schema';
      readonly name: string | null;
      readonly schema: JsonRecord;
      readonly strict?: boolean;
      readonly description?: string;
    };

export interface RequestMeta {
  readonly userId?: string;
  /** The agent's conversation, where the request tells it. */
  readonly sessionId?: string;
  readonly cacheKey?: string;
  readonly metadata?: JsonRecord;
  readonly serviceTier?: string;
  readonly store?: boolean;
  readonly previousResponseId?: string;
  readonly verbosity?: string;
  /** Anthropic's top-level `cache_control`. */
  readonly autoCache?: CacheMark;
}

export interface AnswerWishes {
  /** OpenAI Chat: a usage chunk at the end of a stream. */
  readonly streamUsage: boolean;
  /** OpenAI Chat: the answer is to use `function_call`. */
  readonly legacyFunctions: boolean;
  /** OpenAI Responses: request fields that the answer repeats (`instructions`, `tools`, `metadata` …). */
  readonly echo: JsonRecord;
}

export interface RequestOrigin {
  readonly protocol: ProtocolId;
  /** `anthropic-version`. */
  readonly version: string | null;
  /** `anthropic-beta`. */
  readonly betas: readonly string[];
  readonly client: ClientKind;
}
