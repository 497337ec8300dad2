import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ChannelSettings } from '#shared/domain/channel';
import type { PriceBook } from '#shared/domain/model-price';
import type { RequestRecord } from '#shared/domain/request-record';
import type { RoutingTable } from '#shared/domain/routing-table';
import type { Settings } from '#shared/domain/settings';

/** Time as the gateway sees it, injected so that decisions about time can be tested. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Milliseconds, fractional, from an arbitrary start; never goes back. */
  monotonic(): number;
}

export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  child(fields: object): Logger;
}

/** Masks what looks like a secret in a text that people will read. */
export type Redact = (text: string) => string;

/** A credential with its secret, as only the gateway may hold it. */
export type GatewayCredential =
  | { readonly id: string; readonly kind: 'key'; readonly secret: string }
  /** The caller's own login goes on unchanged. */
  | { readonly id: string; readonly kind: 'client' };

export interface GatewayChannel extends Readonly<ChannelSettings> {
  readonly id: string;
  /** Enabled and readable ones, in order. Empty on a channel whose auth style is `none`. */
  readonly credentials: readonly GatewayCredential[];
  /** Stored credentials that could not be decrypted; such a channel says so instead of calling without a key. */
  readonly unreadableCredentials: number;
}

export interface GatewayTokenEntry {
  readonly id: string;
  readonly name: string;
  /** SHA-256 of the token, lower-case hex. */
  readonly sha256: string;
  /** What its requests belong to; null: what they say themselves. */
  readonly project: string | null;
  /** Names of models it may ask for, `*` standing for any part; null: all. */
  readonly models: readonly string[] | null;
  /** Channels that may answer it; null: all. */
  readonly channelIds: readonly string[] | null;
}

/** What a request needs of the configuration; immutable, so that a request can finish on the one it began with. */
export interface GatewayConfig {
  readonly channels: readonly GatewayChannel[];
  readonly tokens: readonly GatewayTokenEntry[];
  readonly routing: RoutingTable;
  /** What requests cost; absent: nobody asks. */
  readonly prices?: PriceBook;
  readonly settings: Readonly<
    Pick<
      Settings,
      | 'pinnedChannelId'
      | 'failOverFromPinned'
      | 'balancing'
      | 'presets'
      | 'customRouterPath'
      | 'allowedHosts'
      | 'allowedOrigins'
      | 'timeouts'
      | 'limits'
      | 'bodies'
    >
  >;
}

export interface ConfigSource {
  load(): GatewayConfig;
}

export interface RequestSink {
  /** Takes a finished request. Never throws and never blocks. */
  record(record: RequestRecord): void;
}

export interface RecordedChunk {
  /** Since the call began, or the request where it is the client's answer. */
  readonly ms: number;
  readonly bytes: Uint8Array;
}

/** Headers and body as they went over the wire, content codings undone; secrets included. */
export interface RecordedMessage {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly chunks: readonly RecordedChunk[];
  /** Of the whole body, kept or not. */
  readonly bytes: number;
  readonly truncated: boolean;
}

export interface RecordedAnswer extends RecordedMessage {
  readonly status: number;
}

export interface RecordedAttempt {
  readonly channelId: string;
  readonly channelName: string;
  readonly url: string;
  readonly request: RecordedMessage;
  readonly response: RecordedAnswer | null;
}

export interface RecordedExchange {
  readonly requestId: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly path: string;
  readonly request: RecordedMessage;
  readonly attempts: readonly RecordedAttempt[];
  readonly answer: RecordedAnswer | null;
  /** Credentials that were sent, to be masked wherever they stand. */
  readonly secrets: readonly string[];
}

/** Where bodies go while their owner wants them stored. */
export interface ExchangeSink {
  /** Takes what was sent and received for a finished request. Never throws and never blocks. */
  keep(exchange: RecordedExchange): void;
}

/** Answers what is not a client path (admin API, health, dashboard). Both return false when the path is not its own. */
export interface FallbackHandler {
  serve(request: IncomingMessage, response: ServerResponse): boolean;
  /** Tells in the form of its own errors what the guards before all paths refused; without it, that of a client's is used. */
  refuse?(request: IncomingMessage, response: ServerResponse, error: Error): boolean;
}
