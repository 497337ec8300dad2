import type { RequestRecord, RequestRoute } from './request-record';
import type { RoutingPreset } from './routing-presets';

/** What hits of a preset are counted under; those of a rule are under its id. */
export function presetHitId(preset: RoutingPreset): string {
  return `preset:${preset}`;
}

/** Whether a request counts as a hit: to count tokens is no use of a rule. */
export function countsAsHit({ operation }: Pick<RequestRecord, 'operation'>): boolean {
  return operation !== 'count_tokens';
}

/** What a request that was planned so is a hit of. */
export function listRouteHits({ ruleId, presets }: RequestRoute): readonly string[] {
  const ofPresets = presets.map(presetHitId);
  return ruleId === null ? ofPresets : [ruleId, ...ofPresets];
}
