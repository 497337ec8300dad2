import type { Usage } from '#shared/domain/usage';
import { estimateUsage } from '../protocols/canonical/estimate-usage';
import { weighText } from '../protocols/canonical/weigh-text';
import type { CanonicalEvent, CanonicalResponse } from '../protocols/canonical/response';

/** Counts what an upstream does not: agents decide by the tokens of an answer when to compact their conversation. */
export interface UsageCounter {
  /** A `usage` event to be sent before this one; null when none is owed. */
  event(event: CanonicalEvent): CanonicalEvent | null;
  response(response: CanonicalResponse): CanonicalResponse;
}

export function createUsageCounter(estimateInput: () => number): UsageCounter {
  let told = false;
  /** Fractions of tokens add up. */
  let weight = 0;

  const estimate = (): Usage => estimateUsage(estimateInput(), Math.ceil(weight));

  return {
    event(event) {
      switch (event.type) {
        case 'usage':
          told = true;
          return null;
        case 'text_delta':
        case 'refusal_delta':
        case 'reasoning_delta':
        case 'args_delta':
          if (!told) weight += weighText(event.text);
          return null;
        case 'finish':
          return told ? null : { type: 'usage', usage: estimate() };
        default:
          return null;
      }
    },
    response(response) {
      if (response.usage !== null) return response;
      for (const part of response.parts) {
        if ('text' in part && typeof part.text === 'string') weight += weighText(part.text);
        else if (part.type === 'toolCall') weight += weighText(part.args);
      }
      return { ...response, usage: estimate() };
    },
  };
}
