import type { RequestFacts } from './facts/request-facts';
import type { RoutePlan, RouteTarget } from './plan-route';

/** The entry of a channel's mapping that names its small model. */
const SMALL = 'haiku';
/** An errand brings no conversation; what is larger is not looked into for it. */
const MAX_ERRAND_BYTES = 64 * 1024;

/** The plan with each channel's small model, where its mapping names one, for what an agent asks for itself. */
export function useSmallModel(plan: RoutePlan, facts: () => RequestFacts): RoutePlan {
  if (!plan.targets.some((target) => findSmall(target) !== null)) return plan;
  const { outline } = facts();
  if (outline.bodyBytes > MAX_ERRAND_BYTES || !facts().isBackground()) return plan;
  const targets = plan.targets.map((target) => {
    const small = findSmall(target);
    if (small === null) return target;
    return { ...target, upstreamModel: small, reason: `${target.reason}, the small one for an errand` };
  });
  return { ...plan, targets, presets: [...(plan.presets ?? []), 'background'] };
}

/** Null also where it is the model already. */
function findSmall({ channel: { modelMapping }, upstreamModel }: RouteTarget): string | null {
  const small = Object.hasOwn(modelMapping, SMALL) ? modelMapping[SMALL] : undefined;
  return small === undefined || small === upstreamModel ? null : small;
}
