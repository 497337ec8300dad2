import type { ProtocolId } from '#shared/domain/protocol';

/** How an answer is asked for. */
export const WAYS = ['stream', 'whole'] as const;
export type Way = (typeof WAYS)[number];

export interface ToolSpec {
  readonly name: string;
  readonly schema: Record<string, unknown>;
}

/** A question in no protocol's words; each client asks it as users of its SDK do. */
export interface Question {
  readonly text: string;
  readonly system?: string;
  readonly image?: { readonly mediaType: 'image/png'; readonly data: string };
  readonly tools?: readonly ToolSpec[];
  /** Asks the model to reason, and to show it. */
  readonly thinks?: boolean;
  /** JSON Schema of the answer. */
  readonly schema?: Record<string, unknown>;
}

export interface Call {
  readonly id: string;
  readonly name: string;
  readonly args: unknown;
}

/** Token counts as the protocol's own names have them; absent ones are 0. */
export type SdkUsage = Readonly<Record<string, number>>;

/** What the SDK made of an answer. */
export interface Answer {
  readonly id: string;
  readonly model: string;
  readonly text: string;
  readonly thinking: string;
  readonly refusal: string;
  readonly calls: readonly Call[];
  /** In the protocol's own word. */
  readonly stop: string;
  readonly usage: SdkUsage;
  /** Goes on with the conversation: question, this answer as the SDK has it, and a result for each of its calls. */
  next(results: readonly string[]): Promise<Answer>;
}

/** What an SDK's error tells, the same for all. */
export interface Refusal {
  readonly error: Error;
  /** HTTP status; null when the error came inside a stream. */
  readonly status: number | null;
  /** The protocol's own word: `error.type`, `error.code` or `error.status`. */
  readonly word: string | null;
  readonly message: string;
  readonly retryAfterSeconds: number | null;
}

export interface SdkClient {
  ask(question: Question): Promise<Answer>;
  /** Describes what `ask` was rejected with; throws on anything but the SDK's own errors. */
  describe(error: unknown): Refusal;
}

export interface Connection {
  readonly url: string;
  readonly token: string;
  /** Default 0. */
  readonly retries?: number;
}

/** The model as its clients call it; channels call it otherwise. */
export const CLIENT_MODELS: Readonly<Record<ProtocolId, string>> = {
  'anthropic-messages': 'claude-of-the-client',
  'openai-chat': 'gpt-of-the-client',
  'openai-responses': 'gpt-of-the-client',
  gemini: 'gemini-of-the-client',
};

export const MAX_TOKENS = 4000;
