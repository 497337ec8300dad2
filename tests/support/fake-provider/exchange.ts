import type { ProtocolId } from '#shared/domain/protocol';
import type { Failure } from './describe-failure';
import type { EncodeContext } from './encoder';
import type { RecordedRequest } from './recorded-request';
import type { Reply } from './reply';

/** One request and what the provider would do about it, were it to behave. */
export interface Exchange {
  readonly request: RecordedRequest;
  /** Whose shapes errors have; openai's where the path tells nothing. */
  readonly protocol: ProtocolId;
  readonly context: EncodeContext;
  /** Request id and rate limits. */
  readonly headers: Readonly<Record<string, string>>;
  /** Why the provider refuses the request; null when it does not. */
  readonly refusal: Failure | null;
  /** What the model says; null when nothing is generated. */
  readonly reply: Reply | null;
}
