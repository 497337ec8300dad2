import { UNLIMITED_MEMORY, type MemoryAccount } from '../memory-budget';
import { createAggregator, isUpstreamError, type Aggregator } from '../protocols/canonical/aggregate';
import type { DecodeAnswerContext, EncodeTarget, NewId, Warn } from '../protocols/canonical/codec';
import type { CanonicalPart } from '../protocols/canonical/part';
import type { CanonicalRequest } from '../protocols/canonical/request';
import type { CanonicalEvent, CanonicalResponse, Finish } from '../protocols/canonical/response';
import { codecs } from '../protocols/codecs';
import { replaceKeptNumbers } from '../protocols/json/replace-kept-numbers';
import { createHopJoiner } from './create-hop-joiner';
import { createUsageCounter } from './create-usage-counter';
import { mergeTexts } from './merge-texts';
import { createReasoningPresenter } from '../protocols/reasoning/present-reasoning';
import type { ReasoningVault } from '../protocols/reasoning/vault';
import { createRestorer } from '../protocols/repair/create-restorer';
import type { Restoration } from '../protocols/repair/repair-request';

/** Reads an upstream's answer as its client may see it: with the names and ids it knows, and the reasoning it asked for. */
export interface AnswerConverter {
  /** Events of a stream. */
  push(chunk: Uint8Array): readonly CanonicalEvent[];
  end(): readonly CanonicalEvent[];
  /** The stream is complete though more may come. */
  isComplete(): boolean;
  /**
   * An answer in one piece; null when it pauses.
   *
   * @throws {GatewayError} `bad_response`
   */
  response(json: unknown): CanonicalResponse | null;
  /** For events of a client that wants one piece: what has come of the answer. */
  collect(): Aggregator;
  /** The upstream stopped in the middle and wants to be asked to go on. */
  findPause(): Pause | null;
  /** What comes next is of the answer's continuation. */
  resume(): void;
}

export interface Pause {
  /** What the upstream wants back; null: all that it said so far. */
  readonly token: string | null;
  /** What it said, with the names and ids the client knows. */
  readonly parts: readonly CanonicalPart[];
}

export interface AnswerConverterOptions {
  /** The client's, as it was decoded; its messages are not read. */
  readonly request: CanonicalRequest;
  readonly target: EncodeTarget;
  readonly restoration: Restoration;
  readonly vault: Pick<ReasoningVault, 'recordCall'>;
  readonly newId: NewId;
  readonly warn: Warn;
  /** Counts what is kept of an event that comes in parts; without it nobody does. */
  readonly memory?: MemoryAccount;
  /** Tokens of the request, for an upstream that does not count them. */
  readonly estimateInput: () => number;
  /**
   * Told of a complete answer as its channel gave it, with the ids the client knows, and as the client is shown it; null: nobody
   * asks.
   */
  readonly onAnswer: ((answer: CanonicalResponse, shown: CanonicalResponse) => void) | null;
}

const FORGETFUL: Pick<ReasoningVault, 'recordCall'> = { recordCall: () => undefined };

export function createAnswerConverter(options: AnswerConverterOptions): AnswerConverter {
  const { request, target, restoration, vault, newId, warn, memory = UNLIMITED_MEMORY } = options;
  const context: DecodeAnswerContext = { target, newId, warn, memory };
  const codec = codecs[target.protocol];
  let decoder = codec.createStreamDecoder(context);
  const joiner = createHopJoiner((finish) => canResume(finish, request, target));
  const originalIds = new Map<string, string>();
  const restorer = createRestorer(restoration, {
    newId,
    warn,
    onCall: ({ clientId, originalId }) => void originalIds.set(clientId, originalId),
  });
  const presenter = createReasoningPresenter({
    request,
    target,
    vault,
    originalId: (id) => originalIds.get(id) ?? id,
  });

  const counter = createUsageCounter(options.estimateInput);
  const { onAnswer } = options;
  const { protocol, channelId, model } = target;
  const origin = { protocol, channelId, model };
  const isKept = onAnswer !== null || usesServerTools(request);
  let answer: Aggregator | null = isKept ? createAggregator(origin) : null;
  let collected: Aggregator | null = null;
  /** In hops before the present one, and in the present one where that came in one piece. */
  let said: readonly CanonicalPart[] = [];

  /** It is kept, and may be handed to another thread. */
  function tell(whole: CanonicalResponse): void {
    if (onAnswer === null) return;
    const kept = replaceKeptNumbers(whole);
    // What its calls need is remembered where the client is answered.
    const shown = createReasoningPresenter({ request, target, vault: FORGETFUL }).response(kept);
    onAnswer(kept, shown);
  }

  function listen(event: CanonicalEvent): void {
    if (answer === null) return;
    answer.push(event);
    if (event.type !== 'finish') return;
    const result = answer.result();
    if (!isUpstreamError(result)) tell({ ...result, parts: [...said, ...result.parts] });
  }

  function convert(events: readonly CanonicalEvent[]): readonly CanonicalEvent[] {
    const converted: CanonicalEvent[] = [];
    for (const event of joiner.events(events)) {
      const counted = counter.event(event);
      if (counted !== null) converted.push(counted);
      for (const restored of restorer.event(event)) {
        listen(restored);
        converted.push(...presenter.event(restored));
      }
    }
    return converted;
  }

  function readParts(finish: Finish): readonly CanonicalPart[] {
    answer?.push({ type: 'finish', finish });
    const result = answer?.result();
    const parts = result === undefined || isUpstreamError(result) ? said : [...said, ...result.parts];
    return replaceKeptNumbers(parts);
  }

  return {
    push: (chunk) => convert(mergeTexts(decoder.push(chunk))),
    end: () => convert(decoder.end()),
    isComplete: () => decoder.isComplete(),
    response(json) {
      const decoded = codec.decodeResponse(json, context);
      const whole = joiner.response(decoded);
      if (whole === null) {
        said = [...said, ...restorer.response(decoded).parts];
        return null;
      }
      const restored = restorer.response(counter.response(whole));
      tell(restored);
      return presenter.response(restored);
    },
    collect: () => (collected ??= createAggregator(origin)),
    findPause() {
      const pause = joiner.findPause();
      return pause === null ? null : { token: pause.continuation ?? null, parts: readParts(pause) };
    },
    resume() {
      const pause = joiner.findPause();
      if (pause !== null) said = readParts(pause);
      joiner.next();
      decoder = codec.createStreamDecoder(context);
      if (answer !== null) answer = createAggregator(origin);
    },
  };
}

/**
 * Anthropic pauses where a tool of its own takes long, and goes on from all that it has said; its clients know that themselves.
 * Others give a token.
 */
function canResume(finish: Finish, request: CanonicalRequest, target: EncodeTarget): boolean {
  if (finish.continuation !== undefined) return true;
  return (
    target.protocol === 'anthropic-messages' &&
    request.origin.protocol !== 'anthropic-messages' &&
    usesServerTools(request)
  );
}

function usesServerTools({ tools }: CanonicalRequest): boolean {
  return tools.some(({ type }) => type === 'server');
}
