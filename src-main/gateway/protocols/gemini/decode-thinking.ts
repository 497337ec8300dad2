import type { Effort, ReasoningRequest } from '../canonical/request';
import { createInvalid, readBoolean, readEnum, readNumber, readObject } from './read-member';

const PATH = 'generationConfig.thinkingConfig';
/** As much as the model finds right. */
const DYNAMIC_BUDGET = -1;

const EFFORTS: Readonly<Record<string, Effort>> = {
  MINIMAL: 'minimal',
  LOW: 'low',
  MEDIUM: 'medium',
  HIGH: 'high',
};

function mapThinkingLevel(level: string): Effort {
  const effort = Object.hasOwn(EFFORTS, level) ? EFFORTS[level] : undefined;
  if (effort !== undefined) return effort;
  throw createInvalid(`${PATH}.thinkingLevel`, "must be 'MINIMAL', 'LOW', 'MEDIUM' or 'HIGH'");
}

/** Thoughts are shown only where the client asks for them. */
export function decodeThinking(generationConfig: unknown): ReasoningRequest {
  const config = readObject(generationConfig, 'thinkingConfig', 'generationConfig');
  if (config === null) return { mode: 'default', show: 'default' };
  const show = readBoolean(config, 'includeThoughts', PATH) === true ? 'summary' : 'none';
  const level = readEnum(config, 'thinkingLevel', PATH);
  if (level !== null) return { mode: 'effort', effort: mapThinkingLevel(level), show };
  const budget = readNumber(config, 'thinkingBudget', PATH);
  if (budget === undefined) return { mode: 'default', show };
  if (budget === 0) return { mode: 'off', show };
  return budget <= DYNAMIC_BUDGET ? { mode: 'adaptive', show } : { mode: 'budget', budget, show };
}
