import type { ProtocolId } from '#shared/domain/protocol';
import { selectProfile } from '../conversion/select-encode-target';
import type { GatewayChannel, GatewayConfig } from '../ports';
import type { RoutePlan } from '../routing/plan-route';
import type { PreparedRequest } from './build-call';
import type { ConversationMemory } from './conversation-memory';
import type { AnswerFacts } from './receiver';
import { unknownPreviousResponse } from './unknown-previous-response';

/** What a request's conversation owes to channels that have answered it before. */
export interface RequestHistory {
  /**
   * Another channel whose reasoning the request may send back, although this one would refuse it; null when there is none, or
   * nobody knows.
   */
  findOther(channel: GatewayChannel): string | null;
  /** Whether it sends back what only Routex understands: an envelope of ours, or the id of an answer that Routex keeps. */
  isOurs(): boolean;
  /**
   * The plan without channels that do not have what the request refers to.
   *
   * @throws {GatewayError} when it goes on from an answer to another gateway token
   */
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

interface HistoryOptions {
  readonly memory: ConversationMemory;
  readonly config: GatewayConfig;
  readonly prepared: PreparedRequest;
  /** Of the gateway token that asks. */
  readonly tokenId: string;
  /** Null where the client names none. */
  readonly sessionId: string | null;
}

export function createRequestHistory(options: HistoryOptions): RequestHistory {
  return new ConversationHistory(options);
}

/** A class although it is made by a factory: every request has one, and hardly any needs more of it than that. */
class ConversationHistory implements RequestHistory {
  readonly #options: HistoryOptions;
  #isOurs: boolean | null = null;

  constructor(options: HistoryOptions) {
    this.#options = options;
  }

  /** Clients that name their conversation are told by that; of the others the signatures are looked at. */
  findOther(channel: GatewayChannel): string | null {
    if (!selectProfile(channel).signatureChecked) return null;
    const { memory, prepared, sessionId } = this.#options;
    if (sessionId !== null) return memory.sessions.findOther(sessionId, channel.id);
    return memory.signatures.findOther(prepared.plainBody, prepared.endpoint.protocol, channel.id);
  }

  isOurs(): boolean {
    const { config, prepared } = this.#options;
    this.#isOurs ??= this.#isKeptHere() || (prepared.envelope && isMixed(config, prepared.endpoint.protocol));
    return this.#isOurs;
  }

  pin(plan: RoutePlan): RoutePlan {
    const { memory, prepared, tokenId } = this.#options;
    const { named, previousId } = prepared.state;
    if (!named || this.#isKeptHere()) return plan;
    const kept = previousId === null ? undefined : memory.responses.get(previousId);
    if (previousId !== null && kept !== undefined && kept.tokenId !== tokenId)
      throw unknownPreviousResponse(previousId);
    const own = plan.targets.filter(({ channel }) => channel.protocol === prepared.endpoint.protocol);
    const first = own.find(({ channel }) => channel.id === kept?.channelId) ?? own[0];
    if (first === undefined) return plan;
    return { ...plan, targets: own.filter(({ channel }) => channel.id === first.channel.id) };
  }

  watch(channel: GatewayChannel): ((chunk: Buffer) => void) | null {
    const { memory, prepared, sessionId } = this.#options;
    return sessionId === null ? memory.signatures.watch(prepared.endpoint.protocol, channel.id) : null;
  }

  record(channelId: string, { responseId }: AnswerFacts): void {
    const { memory, prepared, sessionId, tokenId } = this.#options;
    if (sessionId !== null) memory.sessions.record(sessionId, channelId);
    if (prepared.endpoint.protocol === 'openai-responses' && responseId !== null) {
      memory.responses.set(responseId, { channelId, tokenId });
    }
  }

  #isKeptHere(): boolean {
    const { memory, prepared, tokenId } = this.#options;
    const { previousId } = prepared.state;
    return previousId !== null && memory.vault.of(tokenId).findConversation(previousId) !== null;
  }
}

/** Without channels of other protocols there is nothing that could have been put into an envelope. */
function isMixed({ channels }: GatewayConfig, protocol: ProtocolId): boolean {
  return channels.some((channel) => channel.protocol !== protocol);
}
