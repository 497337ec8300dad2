import { createAggregator, isUpstreamError } from '../canonical/aggregate';
import type { EncodeTarget } from '../canonical/codec';
import type { CanonicalPart, PartOrigin, ReasoningPart, TextPart, ToolCallPart } from '../canonical/part';
import type { CanonicalRequest } from '../canonical/request';
import type { CanonicalEvent, CanonicalResponse, PartStart } from '../canonical/response';
import { createStatePresenter } from './present-state';
import { recordTurn } from './record-turn';
import { selectVisibility } from './select-visibility';
import type { ReasoningVault } from './vault';

/**
 * The answer's side of reasoning: shows a client what it asked for, in envelopes that it sends back, and remembers what it will not
 * send back. Stands after what gives calls the ids the client will know.
 */
export interface ReasoningPresenter {
  event(event: CanonicalEvent): readonly CanonicalEvent[];
  response(response: CanonicalResponse): CanonicalResponse;
}

type PartEvent = Extract<CanonicalEvent, { part: number }>;

/** Reasoning that is being shown. */
interface Shown {
  withheld: string;
  summaryIndex: number | undefined;
  stated: boolean;
}

const NOTHING: readonly CanonicalEvent[] = [];

/** All that is remembered of a turn is its reasoning and its calls, not what they say. */
const isRemembered = ({ type }: CanonicalEvent): boolean =>
  type !== 'text_delta' && type !== 'refusal_delta' && type !== 'args_delta' && type !== 'citation';

export function createReasoningPresenter(options: {
  request: CanonicalRequest;
  target: EncodeTarget;
  vault: Pick<ReasoningVault, 'recordCall'>;
  /** What the upstream called a call that the client knows by this id. */
  originalId?: (id: string) => string;
}): ReasoningPresenter {
  const { request, target, vault, originalId = (id) => id } = options;
  const client = request.origin.protocol;
  const origin: PartOrigin = {
    protocol: target.protocol,
    channelId: target.channelId,
    model: target.model,
  };
  const visibility = selectVisibility(request, target);
  const states = createStatePresenter(client, origin);
  const turn = createAggregator(origin);
  /** The client's numbers of parts; what is hidden has none. */
  const numbers = new Map<number, number>();
  const reasoning = new Map<number, Shown>();
  let nextPart = 0;

  /** Chat clients have nowhere to keep reasoning without text. */
  const isHidden = (redacted: boolean): boolean =>
    visibility === 'hidden' || (client === 'openai-chat' && redacted);

  function beginPart(part: number, content: PartStart): void {
    if (content.kind === 'reasoning') {
      if (isHidden(content.redacted ?? false)) return;
      reasoning.set(part, { withheld: '', summaryIndex: undefined, stated: false });
    }
    numbers.set(part, nextPart);
    nextPart += 1;
  }

  function convertEvent(event: PartEvent): readonly PartEvent[] {
    const shown = reasoning.get(event.part);
    switch (event.type) {
      case 'reasoning_delta': {
        if (visibility === 'full' || shown === undefined) return [event];
        const apart = shown.withheld !== '' && shown.summaryIndex !== event.summaryIndex;
        shown.withheld += apart ? `\n\n${event.text}` : event.text;
        shown.summaryIndex = event.summaryIndex;
        return [];
      }
      case 'reasoning_state': {
        if (shown !== undefined) shown.stated = true;
        const state = states.present(event.state, shown?.withheld ?? '');
        return state === null ? [] : [{ ...event, state }];
      }
      case 'signature': {
        const signature = states.presentSignature(event.signature);
        return signature === null ? [] : [{ ...event, signature }];
      }
      case 'part_end': {
        if (shown === undefined || shown.stated) return [event];
        const state = states.present(null, shown.withheld);
        return state === null ? [event] : [{ type: 'reasoning_state', part: event.part, state }, event];
      }
      default:
        return [event];
    }
  }

  function presentReasoning(part: ReasoningPart): readonly CanonicalPart[] {
    if (isHidden(part.state?.kind === 'redacted')) return [];
    const { text, summary, state, raw, ...rest } = part;
    const full = visibility === 'full';
    const presented = states.present(state ?? null, full ? '' : text);
    return [
      {
        ...rest,
        text: full ? text : '',
        ...(full && summary !== undefined ? { summary } : {}),
        ...(presented === null ? {} : { state: presented }),
        ...(raw !== undefined && client === origin.protocol ? { raw } : {}),
      },
    ];
  }

  function presentSigned(part: TextPart | ToolCallPart): CanonicalPart {
    if (part.signature === undefined) return part;
    const { signature, ...rest } = part;
    const presented = states.presentSignature(signature);
    return presented === null ? rest : { ...rest, signature: presented };
  }

  return {
    event(event) {
      if (isRemembered(event)) turn.push(event);
      if (event.type === 'finish') {
        const result = turn.result();
        if (!isUpstreamError(result)) recordTurn(result.parts, origin, vault, originalId);
      }
      if (!('part' in event)) return [event];
      if (event.type === 'part_start') beginPart(event.part, event.content);
      const part = numbers.get(event.part);
      if (part === undefined) return NOTHING;
      const converted = convertEvent(event);
      return part === event.part ? converted : converted.map((each) => ({ ...each, part }));
    },
    response(response) {
      recordTurn(response.parts, origin, vault, originalId);
      const parts = response.parts.flatMap((part): readonly CanonicalPart[] => {
        if (part.type === 'reasoning') return presentReasoning(part);
        return part.type === 'text' || part.type === 'toolCall' ? [presentSigned(part)] : [part];
      });
      return { ...response, parts };
    },
  };
}
