import type { Clock, GatewayConfig, Redact } from '../ports';
import type { MemoryAccount } from '../memory-budget';
import type { JsonRecord } from '../protocols/json/read';
import type { Protocol, UpstreamError } from '../protocols/types';
import type { UpstreamClient } from '../providers/upstream-client';
import type { HealthRegistry } from '../routing/health-registry';
import type { UserCode } from '../user-code/user-code';
import type { PreparedRequest } from './build-call';
import type { ClientResponse } from './client-response';
import type { Conversion } from './create-conversion';
import type { ExchangeRecorder } from './exchange-recorder';
import type { LearnedQuirks } from './learned-quirks';
import type { RequestHistory } from './request-history';

/** What all attempts of one request share. */
export interface AttemptContext {
  readonly requestId: string;
  readonly protocol: Protocol;
  readonly prepared: PreparedRequest;
  readonly timeouts: GatewayConfig['settings']['timeouts'];
  readonly upstreams: UpstreamClient;
  readonly client: ClientResponse;
  readonly clock: Clock;
  readonly redact: Redact;
  /** Counts what the request keeps in memory. */
  readonly memory: MemoryAccount;
  /** Called with a function that ends the running call with an error (null: nothing runs). */
  readonly onRunning: (interrupt: ((error: UpstreamError) => void) | null) => void;
  /**
   * The request as it can be written for other protocols; made when first asked for.
   *
   * @throws {GatewayError} when it is not valid in its own
   */
  readonly conversion: () => Promise<Conversion>;
  /** What channels turn out not to take. */
  readonly quirks: LearnedQuirks;
  /** Who should be asked now, and what comes of it. */
  readonly health: Pick<HealthRegistry, 'waitMs' | 'begin' | 'noteAnswer'>;
  /** Runs files of the user; null where none are run. */
  readonly userCode: UserCode | null;
  readonly warn: (warning: string) => void;
  readonly history: RequestHistory;
  /** Null or absent: what is sent and received is not stored. */
  readonly exchange?: ExchangeRecorder | null;
  /** Told of a body that a channel's transformers are about to change. */
  readonly onBeforeTransformers?: (body: JsonRecord) => void;
  /** Something of ours threw. The attempt fails; whoever asks should log the cause. */
  readonly onFault: (cause: unknown) => void;
}
