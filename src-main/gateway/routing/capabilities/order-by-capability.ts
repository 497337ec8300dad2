import type { Capability } from '#shared/domain/model-capabilities';
import type { RoutingPreset } from '#shared/domain/routing-presets';
import type { RequestFacts } from '../facts/request-facts';
import type { RoutePlan, RouteTarget } from '../plan-route';
import { findLack, type Needs } from './find-lack';
import { selectCapabilities } from './select-capabilities';

const INABILITIES: Readonly<Record<Capability, string>> = {
  tools: 'cannot call tools',
  images: 'cannot read images',
  structured: 'cannot answer in a schema',
  thinking: 'cannot think',
  webSearch: 'cannot search the web',
  contextTokens: 'cannot read so much',
};

/** Which preset looks after it. */
export const PRESETS: Readonly<Record<Capability, RoutingPreset>> = {
  tools: 'tools',
  images: 'image',
  structured: 'structured',
  thinking: 'think',
  webSearch: 'webSearch',
  contextTokens: 'longContext',
};

/** Those of its needs in which they differ: in the others no order is better than another. */
function selectDiffering({ targets }: RoutePlan, needs: Needs): Needs {
  const all = targets.map(({ channel, upstreamModel }) => selectCapabilities(channel, upstreamModel));
  const [first] = all;
  return new Set([...needs].filter((need) => all.some((other) => other[need] !== first?.[need])));
}

/** Whether targets differ in what is known of them, so that a request may fit some better than others. */
export function differInCapabilities({ targets }: RoutePlan): boolean {
  const [first, ...rest] = targets;
  if (first === undefined || rest.length === 0) return false;
  const seen = selectCapabilities(first.channel, first.upstreamModel);
  return rest.some(({ channel, upstreamModel }) => selectCapabilities(channel, upstreamModel) !== seen);
}

/**
 * The plan with targets last that surely cannot do what the request needs: they are asked where nobody else can answer, as
 * what is known of models may be out of date. A pinned channel stays where its owner has put it.
 */
export function orderByCapability(
  plan: RoutePlan,
  facts: RequestFacts,
  needs: Needs,
  pinnedChannelId: string | null,
): RoutePlan {
  const differing = selectDiffering(plan, needs);
  const able: RouteTarget[] = [];
  const unable: RouteTarget[] = [];
  const lacked = new Set<Capability>();
  for (const target of plan.targets) {
    const { channel, reason, upstreamModel } = target;
    const lack =
      channel.id === pinnedChannelId
        ? null
        : findLack(selectCapabilities(channel, upstreamModel), facts, differing);
    if (lack === null) able.push(target);
    else {
      lacked.add(lack);
      unable.push({ ...target, lacks: lack, reason: `${reason}, ${INABILITIES[lack]}` });
    }
  }
  // Among those who all cannot, nothing but the order that there is says whom to ask.
  if (able.length === 0 || unable.length === 0) return plan;
  return { ...plan, targets: [...able, ...unable], presets: [...lacked].map((lack) => PRESETS[lack]) };
}
