import { createAggregator, isUpstreamError } from '../protocols/canonical/aggregate';
import type { DecodeAnswerContext, EncodeTarget, NewId, Warn } from '../protocols/canonical/codec';
import type { CanonicalRequest } from '../protocols/canonical/request';
import type { CanonicalEvent, CanonicalResponse } from '../protocols/canonical/response';
import { codecs } from '../protocols/codecs';
import { createUsageCounter } from './create-usage-counter';
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
  readonly complete: boolean;
  /**
   * An answer in one piece.
   *
   * @throws {GatewayError} `bad_response`
   */
  response(json: unknown): CanonicalResponse;
}

export interface AnswerConverterOptions {
  /** The client's, as it was decoded; its messages are not read. */
  readonly request: CanonicalRequest;
  readonly target: EncodeTarget;
  readonly restoration: Restoration;
  readonly vault: Pick<ReasoningVault, 'recordCall'>;
  readonly newId: NewId;
  readonly warn: Warn;
  /** Tokens of the request, for an upstream that does not count them. */
  readonly estimateInput: () => number;
  /** Told of a complete answer as its channel gave it, with the ids the client knows; null: nobody asks. */
  readonly onAnswer: ((answer: CanonicalResponse) => void) | null;
}

export function createAnswerConverter(options: AnswerConverterOptions): AnswerConverter {
  const { request, target, restoration, vault, newId, warn } = options;
  const context: DecodeAnswerContext = { target, newId, warn };
  const codec = codecs[target.protocol];
  const decoder = codec.createStreamDecoder(context);
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
  const answer = onAnswer === null ? null : createAggregator({ protocol, channelId, model });

  function listen(event: CanonicalEvent): void {
    answer?.push(event);
    if (event.type !== 'finish' || answer === null) return;
    const result = answer.result();
    if (!isUpstreamError(result)) onAnswer?.(result);
  }

  function convert(events: readonly CanonicalEvent[]): readonly CanonicalEvent[] {
    const converted: CanonicalEvent[] = [];
    for (const event of events) {
      const counted = counter.event(event);
      if (counted !== null) converted.push(counted);
      for (const restored of restorer.event(event)) {
        listen(restored);
        converted.push(...presenter.event(restored));
      }
    }
    return converted;
  }

  return {
    push: (chunk) => convert(decoder.push(chunk)),
    end: () => convert(decoder.end()),
    get complete() {
      return decoder.complete;
    },
    response(json) {
      const restored = restorer.response(counter.response(codec.decodeResponse(json, context)));
      onAnswer?.(restored);
      return presenter.response(restored);
    },
  };
}
