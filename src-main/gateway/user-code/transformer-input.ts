import type { ProtocolId } from '#shared/domain/protocol';

export const TRANSFORMER_HOOKS = ['request', 'response', 'events'] as const;
export type TransformerHook = (typeof TRANSFORMER_HOOKS)[number];

/** What a transformer of the user knows of the call it changes. */
export interface UserTransformContext {
  /** The channel's: that of the body and of the answer. */
  readonly protocol: ProtocolId;
  /** The upstream's name of the model. */
  readonly model: string;
  /** Preset the channel came from, or `custom`. */
  readonly provider: string;
  readonly stream: boolean;
  /** As the channel's `use` gives them. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** What goes to the transformer's thread beside the body. */
export interface TransformerData {
  /** The same for all hooks of one call. */
  readonly call: string;
  readonly context: UserTransformContext;
}

/** What comes back. */
export interface TransformerAnswer {
  /** What the file has. */
  readonly hooks: readonly TransformerHook[];
  /** Null: unchanged. */
  readonly value: unknown;
}
