import { PROTOCOL_IDS, type ProtocolId } from '#shared/domain/protocol';

/** What a client speaks, and what its channel does. */
export interface Pair {
  readonly client: ProtocolId;
  readonly channel: ProtocolId;
  /** Begins the names of its tests: `scripts/conformance.mjs` counts by it. */
  readonly title: string;
}

export const PAIRS: readonly Pair[] = PROTOCOL_IDS.flatMap((client) =>
  PROTOCOL_IDS.map((channel) => ({ client, channel, title: `${client} → ${channel}` })),
);

/** The pairs in which something is converted. */
export const CONVERTED_PAIRS = PAIRS.filter(({ client, channel }) => client !== channel);
