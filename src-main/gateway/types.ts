import type { ChannelHealth } from '#shared/domain/channel-health';
import type { ChannelTestResult, TestGoal, TestStage } from '#shared/domain/channel-test';
import type { ConversionPreview } from '#shared/domain/conversion-preview';
import type { ExplainedRequest, RouteExplanation } from '#shared/contract/routing';
import type { SystemState } from '#shared/domain/system-state';
import type { PreviewOrder } from './conversion/preview-conversion';
import type { GatewayChannel, GatewayConfig } from './ports';
import type { UpstreamModels } from './providers/list-upstream-models';
import type { AffinityCounters } from './routing/session-affinity';

export interface GatewayStatus {
  /** `http://host:port` as a client on this machine reaches it; null while not listening. */
  readonly address: string | null;
  readonly state: SystemState;
  readonly activeRequests: number;
  /** What running requests keep in memory, of `limits.bufferedBytes`. */
  readonly bufferedBytes: number;
  /** Conversations that stay at a channel. */
  readonly affinity: AffinityCounters;
}

export interface Gateway {
  /** @throws {ListenError} when the port is taken or may not be used */
  start(listen: { host: string; port: number }): Promise<{ address: string }>;
  /** Takes no new requests, lets running ones finish for `drainMs`, then ends them with their protocol's error. */
  stop(options?: { drainMs?: number }): Promise<void>;
  /** The next request uses the new configuration; running ones finish on theirs. */
  applyConfig(config: GatewayConfig): void;
  /** The next request opens connections anew; running ones finish on theirs. */
  renewConnections(): void;
  /** While paused, new requests of clients are refused; running ones finish. Outlives `stop` and `start`. */
  setPaused(paused: boolean): void;
  status(): GatewayStatus;
  /** What requests have found out about a channel and those keys of it. */
  channelHealth(channel: {
    readonly id: string;
    readonly credentials: readonly { readonly id: string }[];
  }): ChannelHealth;
  /** How many requests have followed a rule, by its id, or had use of a preset, by `preset:…`. */
  routeHits(id: string): number;
  /** Forgets it: the channel is asked again at once. */
  resetChannelHealth(channelId: string): void;
  /** How a request would be planned if it came now. Nothing is sent, counted or remembered. Works without `start`. */
  explain(request: ExplainedRequest): Promise<RouteExplanation>;
  /** Asks a channel for a short streamed answer through the code path of real traffic. Works without `start`. */
  testChannel(
    channel: GatewayChannel,
    options: {
      model?: string;
      goal?: TestGoal;
      signal?: AbortSignal;
      onStage?: (stage: TestStage) => void;
    },
  ): Promise<ChannelTestResult>;
  /** The models a channel's upstream says it has, or why it does not say; secrets are masked. Works without `start`. */
  listModels(channel: GatewayChannel, options: { signal?: AbortSignal | undefined }): Promise<UpstreamModels>;
  /**
   * Shows how a request would go on and its answer come back. Nothing is sent, recorded or remembered. Works without `start`.
   *
   * @throws {GatewayError} for what a client would be refused
   */
  previewConversion(order: PreviewOrder): Promise<ConversionPreview>;
}
