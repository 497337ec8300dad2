/**
 * What files of yours get from Routex, and what they answer.
 *
 * In TypeScript: `import type { Router } from '<path of this file>'`. In JavaScript: `/** @type {import('<path>').Router} *\/`.
 */

export type Protocol = 'anthropic-messages' | 'openai-chat' | 'openai-responses' | 'gemini';

export interface RouterChannel {
  readonly id: string;
  readonly name: string;
  /** Preset the channel came from, or `custom`. */
  readonly provider: string;
  readonly protocol: Protocol;
  readonly baseUrl: string;
  /** `*`: any model. */
  readonly models: readonly string[];
  /** The client's name for a model → the upstream's. */
  readonly modelMapping: Readonly<Record<string, string>>;
  readonly defaultModel: string | null;
  /** Higher is tried first. */
  readonly priority: number;
  readonly weight: number;
  readonly enabled: boolean;
}

export interface RouterRequest {
  readonly protocol: Protocol;
  readonly operation: 'generate' | 'count_tokens' | 'compact';
  /** The client's name for the model. */
  readonly model: string;
  readonly stream: boolean;
  /** Lower-case names, without credentials. */
  readonly headers: Readonly<Record<string, string>>;
  /** The client's JSON, in its protocol. */
  readonly body: unknown;
}

export interface RouterContext {
  readonly request: RouterRequest;
  /** In the order in which they are tried. */
  readonly channels: readonly RouterChannel[];
  readonly config: {
    readonly pinnedChannelId: string | null;
    readonly failOverFromPinned: boolean;
  };
  readonly facts: {
    readonly client: 'claude-code' | 'codex' | 'gemini-cli' | 'opencode' | 'sdk' | 'other';
    readonly clientVersion: string | null;
    readonly sessionId: string | null;
    /** Of the body as received. */
    readonly bodyBytes: number;
  };
}

/**
 * A channel by its id or name, and a model as that channel serves or maps it; without one the client's. `"channel,model"` says
 * the same. Null: as if there were no router.
 */
export type RouterAnswer = { readonly channel: string; readonly model?: string | null } | string | null;

/** `export default` of a custom router. */
export type Router = (context: RouterContext) => RouterAnswer | Promise<RouterAnswer>;

/** What a transformer knows of the call it changes. */
export interface TransformerContext {
  /** The channel's: that of the body and of the answer. */
  readonly protocol: Protocol;
  /** The upstream's name of the model. */
  readonly model: string;
  /** Preset the channel came from, or `custom`. */
  readonly provider: string;
  readonly stream: boolean;
  /** As the channel's `use` gives them. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Yours: the same object for all hooks of one call. */
  readonly state: Record<string, unknown>;
}

type Json = Readonly<Record<string, unknown>>;
/** Nothing, or null: unchanged. */
type Changed<Value> = Value | null | undefined | void;

/** One event of a streamed answer. */
export interface StreamEvent {
  /** Its `event:` line; null where there is none. */
  readonly name: string | null;
  readonly data: Json;
}

/** `export default` of a transformer, with at least one of these. A function by itself is taken for `request`. */
export interface Transformer {
  request?(body: Json, context: TransformerContext): Changed<Json> | Promise<Changed<Json>>;
  /** An answer in one piece. */
  response?(body: Json, context: TransformerContext): Changed<Json> | Promise<Changed<Json>>;
  /** The events of one packet of a streamed answer, in order. */
  events?(
    events: readonly StreamEvent[],
    context: TransformerContext,
  ): Changed<readonly StreamEvent[]> | Promise<Changed<readonly StreamEvent[]>>;
}
