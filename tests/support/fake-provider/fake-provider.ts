import type { ProtocolId } from '#shared/domain/protocol';
import type { QueueOptions } from './create-queue';
import type { Misbehaviour } from './misbehaviours/misbehaviour';
import type { RecordedRequest } from './recorded-request';
import type { ReplySource } from './reply';

export interface FakeProviderOptions {
  /** Accepted keys, in any of the places where the protocol has them; null asks for none. Default `FAKE_KEY`. */
  readonly key?: string | readonly string[] | null;
  /** Per protocol, what its model list says. Any model but `no-such-model` answers. */
  readonly models?: Partial<Readonly<Record<ProtocolId, readonly string[]>>>;
  /** False takes histories that the real services refuse (calls without results, foreign signatures). Default true. */
  readonly strict?: boolean;
  /** What it signs reasoning with, and the one that it takes back. Default `FAKE_SIGNATURE`. */
  readonly signature?: string;
  /** Called when a request is complete; the answer waits for it. */
  readonly onRequest?: (request: RecordedRequest) => void | Promise<void>;
}

export interface FakeProvider {
  /** The origin, without a final slash. */
  readonly url: string;
  readonly port: number;
  readonly key: string;
  /** All complete requests, in order of arrival. */
  readonly requests: readonly RecordedRequest[];
  /** What went wrong in the fake itself, such as a reply function that threw; the client got a 500. */
  readonly errors: readonly unknown[];
  /** Connections accepted so far, and open now. */
  readonly connections: { readonly accepted: number; readonly open: number };
  /**
   * Answers the next generate request, or the next `times`; given several times, one after the other. A request that is
   * refused, or that a misbehaviour answers in the model's place, uses none up.
   */
  reply(source: ReplySource, options?: { times?: number }): void;
  /** Answers whenever no queued reply is left; null brings back the default, which repeats the user's last words. */
  replyAlways(source: ReplySource | null): void;
  /**
   * All following requests but probes (`HEAD /`) meet this misbehaviour, or these together; null ends it. With `times`
   * only that many do, and what is given next applies after them. `only` picks among requests.
   */
  behave(
    misbehaviour: Misbehaviour | readonly Misbehaviour[] | null,
    options?: QueueOptions<RecordedRequest>,
  ): void;
  /** Resolves once `count` requests are recorded, with the last of these. */
  waitForRequests(count: number, timeoutMs?: number): Promise<RecordedRequest>;
  /** Resolves once the client has left request `index` (default: any). */
  waitForAbort(index?: number, timeoutMs?: number): Promise<RecordedRequest>;
  /** Forgets requests, replies, misbehaviours and errors. Answers under way go on. */
  clear(): void;
  /** Destroys all connections and stops listening. */
  close(): Promise<void>;
}
