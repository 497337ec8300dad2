import type { ProtocolId } from '#shared/domain/protocol';
import { selectProfile } from '../conversion/select-encode-target';
import type { GatewayChannel, GatewayConfig } from '../ports';
import type { RoutePlan } from '../routing/plan-route';
import type { PreparedRequest } from './build-call';
import type { ConversationMemory } from './conversation-memory';
import { holdsEnvelope } from './holds-envelope';
import type { AnswerFacts } from './receiver';

/** What a request's conversation owes to channels that have answered it before. */
export interface RequestHistory {
  /**
   * Another channel whose reasoning the request may send back, although this one would refuse it; null when there is none, or
   * nobody knows.
   */
  findOther(channel: GatewayChannel): string | null;
  /** Whether it sends back what only Routex understands: an envelope of ours, or the id of an answer that Routex keeps. */
  isOurs(): boolean;
  /** The plan without channels that do not have what the request refers to. */
  pin(plan: RoutePlan): RoutePlan;
  /** Looks at an answer's bytes as they go through; null where nobody will ask for it. */
  watch(channel: GatewayChannel): ((chunk: Buffer) => void) | null;
  /** The channel has answered. */
  record(channelId: string, facts: AnswerFacts): void;
}

/** Of a request that belongs to no conversation. */
export const NO_HISTORY: RequestHistory = {
  findOther: () => null,
  isOurs: () => false,
  pin: (plan) => plan,
  watch: () => null,
  record: () => undefined,
};

export function createRequestHistory(options: {
  readonly memory: ConversationMemory;
  readonly config: GatewayConfig;
  readonly prepared: PreparedRequest;
  /** Null where the client names none. */
  readonly sessionId: string | null;
}): RequestHistory {
  const { memory, config, prepared, sessionId } = options;
  const { protocol } = prepared.endpoint;
  const { previousId } = prepared.state;
  const others = new Map<string, string | null>();
  let ours: boolean | null = null;

  /** Clients that name their conversation are told by that; of the others the signatures are looked at. */
  function lookForOther(channelId: string): string | null {
    if (sessionId !== null) return memory.sessions.findOther(sessionId, channelId);
    return memory.signatures.findOther(prepared.plainBody, protocol, channelId);
  }

  return {
    findOther(channel) {
      if (!selectProfile(channel).signatureChecked) return null;
      let other = others.get(channel.id);
      if (other === undefined) {
        other = lookForOther(channel.id);
        others.set(channel.id, other);
      }
      return other;
    },
    isOurs() {
      ours ??=
        (previousId !== null && memory.vault.findConversation(previousId) !== null) ||
        (isMixed(config, protocol) && holdsEnvelope(prepared));
      return ours;
    },
    pin(plan) {
      if (
        !prepared.state.named ||
        (previousId !== null && memory.vault.findConversation(previousId) !== null)
      )
        return plan;
      const keeper = previousId === null ? undefined : memory.responses.get(previousId);
      const own = plan.targets.filter(({ channel }) => channel.protocol === protocol);
      const first = own.find(({ channel }) => channel.id === keeper) ?? own[0];
      if (first === undefined) return plan;
      return { ...plan, targets: own.filter(({ channel }) => channel.id === first.channel.id) };
    },
    watch(channel) {
      return sessionId === null ? memory.signatures.watch(protocol, channel.id) : null;
    },
    record(channelId, { responseId }) {
      if (sessionId !== null) memory.sessions.record(sessionId, channelId);
      if (protocol === 'openai-responses' && responseId !== null) memory.responses.set(responseId, channelId);
    },
  };
}

/** Without channels of other protocols there is nothing that could have been put into an envelope. */
function isMixed({ channels }: GatewayConfig, protocol: ProtocolId): boolean {
  return channels.some((channel) => channel.protocol !== protocol);
}
