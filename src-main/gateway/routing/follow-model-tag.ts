import type { GatewayConfig } from '../ports';
import { compileGlobs } from './compile-glob';
import { findChannel } from './find-channel';
import type { ModelTag } from './facts/find-model-tag';
import type { RequestOutline } from './facts/request-facts';
import { planRoute, type RouteTarget } from './plan-route';
import { selectChosen } from './put-first';
import { splitChoice } from './split-choice';

const REASON = 'named in the prompt';

/**
 * The targets of what a prompt names: a channel and a model, a channel alone, or a model alone, which any channel that
 * serves it answers.
 *
 * @returns why the tag is left out, as a sentence, where nothing can be called by it
 */
export function followModelTag(
  config: GatewayConfig,
  outline: RequestOutline,
  { wanted }: ModelTag,
): readonly RouteTarget[] | string {
  const targets = select(config, outline, wanted);
  return typeof targets === 'string' ? `The model tag in the prompt is left out: ${targets}` : targets;
}

function select(
  config: GatewayConfig,
  outline: RequestOutline,
  wanted: string,
): readonly RouteTarget[] | string {
  const { channel: named, model } = splitChoice(wanted);
  const channel = findChannel(config.channels, named);
  if (typeof channel !== 'string') {
    return mayAsk(outline, model) ? selectChosen({ channel, model, reason: REASON }, outline) : refuse(model);
  }
  if (model !== null) return channel;
  if (!mayAsk(outline, wanted)) return refuse(wanted);
  try {
    const { targets } = planRoute(config, { ...outline, model: wanted });
    return targets.map((target) => ({ ...target, reason: `${REASON}, ${target.reason}` }));
  } catch {
    return `${JSON.stringify(wanted)} is neither a channel nor a model that a channel serves.`;
  }
}

/** A gateway token's limits hold for what a prompt asks for as well. */
function mayAsk({ models }: RequestOutline, model: string | null): boolean {
  return models === null || model === null || compileGlobs(models)(model);
}

function refuse(model: string | null): string {
  return `the gateway token may not use the model ${JSON.stringify(model)}.`;
}
