import type { ClientKind, Operation } from '#shared/domain/request-record';
import type { ProtocolId } from '#shared/domain/protocol';

/** A channel as a custom router sees it: all that tells channels apart, and no credentials. */
export interface RouterChannel {
  readonly id: string;
  readonly name: string;
  /** Preset the channel came from, or `custom`. */
  readonly provider: string;
  readonly protocol: ProtocolId;
  readonly baseUrl: string;
  /** `*`: any model. */
  readonly models: readonly string[];
  readonly modelMapping: Readonly<Record<string, string>>;
  readonly defaultModel: string | null;
  readonly priority: number;
  readonly weight: number;
  readonly enabled: boolean;
}

/** What is known of a request before it is planned. */
export interface RouterFacts {
  readonly client: ClientKind;
  readonly clientVersion: string | null;
  readonly sessionId: string | null;
  /** Of the body as received. */
  readonly bodyBytes: number;
}

export interface RouterConfig {
  readonly pinnedChannelId: string | null;
  readonly failOverFromPinned: boolean;
}

export interface RouterRequest {
  readonly protocol: ProtocolId;
  readonly operation: Operation;
  /** The client's name for the model. */
  readonly model: string;
  readonly stream: boolean;
  /** Lower-case names, without credentials. */
  readonly headers: Readonly<Record<string, string>>;
  /** The client's JSON, in its protocol. */
  readonly body: unknown;
}

/** What a custom router is called with. */
export interface RouterContext {
  readonly request: RouterRequest;
  readonly channels: readonly RouterChannel[];
  readonly config: RouterConfig;
  readonly facts: RouterFacts;
}

/** A channel by its id or name, and a model as the channel serves or maps it; null: as if there were no router. */
export type RouterAnswer = { readonly channel: string; readonly model?: string | null } | string | null;

/** What goes to the router's thread beside the body. */
export interface RouterData {
  readonly request: Omit<RouterRequest, 'body'>;
  readonly channels: readonly RouterChannel[];
  readonly config: RouterConfig;
  readonly facts: RouterFacts;
}
