import type { ProtocolId } from '#shared/domain/protocol';
import type { JsonRecord } from '../protocols/json/read';
import type { UserCode } from '../user-code/user-code';

/** What a transformer knows of the call it changes. */
export interface TransformContext {
  /** The wire protocol of body and answer: the channel's. */
  readonly protocol: ProtocolId;
  /** The upstream's name of the model. */
  readonly model: string;
  readonly provider: string;
  readonly stream: boolean;
  /** Runs files of the user; null where none are run. */
  readonly userCode: UserCode | null;
  /** What one call of a file may take, in milliseconds. */
  readonly userCodeMs: number;
}

/** One event of a streamed answer. */
export interface StreamEvent {
  /** The `event:` line; null where there is none. */
  readonly name: string | null;
  readonly data: JsonRecord;
}

type Awaitable<Value> = Value | Promise<Value>;

/**
 * What is done to one call and its answer. Nothing that is passed in is changed: a hook returns what it was given, or
 * something new. A hook that throws is left out, with a warning on the request's record.
 */
export interface TransformerHooks {
  readonly request?: (body: JsonRecord) => Awaitable<JsonRecord>;
  /** An answer in one piece. */
  readonly response?: (body: JsonRecord) => Awaitable<JsonRecord>;
  /** The events of one packet of a streamed answer. */
  readonly events?: (events: readonly StreamEvent[]) => Awaitable<readonly StreamEvent[]>;
  /** Whether it wants the answer after all, where that is known only after the request. */
  readonly readsAnswer?: () => boolean;
  /** The call is over, however it ended; nothing more is asked. */
  readonly end?: () => void;
}

/** A transformer with its options, ready for any call. */
export interface Transformer {
  readonly name: string;
  /** It looks into no long text of a request, so these need not be parsed for it. */
  readonly carriesTexts: boolean;
  /** Hooks of one call, with a state of their own; null where the transformer has nothing to do with such calls. */
  begin(context: TransformContext): TransformerHooks | null;
}
