import { EFFORTS, type Effort, type ReasoningRequest } from '../canonical/request';
import { readPlainNumber } from '../json/parse-lossless';
import { readRecord, readText, type JsonRecord } from '../json/read';
import { invalidField } from './read-field';

/** @param config an `output_config` */
export function decodeEffort(config: JsonRecord | null): Effort | null {
  const effort = readText(config, 'effort');
  return EFFORTS.find((known) => known === effort) ?? null;
}

function decodeShow(thinking: JsonRecord): ReasoningRequest['show'] {
  if (thinking['display'] === 'omitted') return 'none';
  return thinking['display'] === 'summarized' ? 'summary' : 'default';
}

function decodeBudget(thinking: JsonRecord): number {
  const budget = readPlainNumber(thinking['budget_tokens']);
  if (typeof budget === 'number' && Number.isInteger(budget) && budget >= 0) return budget;
  throw invalidField('thinking.budget_tokens', 'a whole number is required');
}

/** Effort without `thinking` asks for care, not to see any thinking. */
function decodeWithoutThinking(effort: Effort | null): ReasoningRequest {
  return effort === null ? { mode: 'default', show: 'default' } : { mode: 'effort', effort, show: 'none' };
}

/** @param effort from `output_config`, or a later system message */
export function decodeReasoning(body: JsonRecord, effort: Effort | null): ReasoningRequest {
  const thinking = readRecord(body, 'thinking');
  if (thinking === null) return decodeWithoutThinking(effort);
  const asked = { ...(effort !== null && { effort }), show: decodeShow(thinking) };
  switch (thinking['type']) {
    case 'enabled':
      return { mode: 'budget', budget: decodeBudget(thinking), ...asked };
    case 'adaptive':
      return { mode: 'adaptive', ...asked };
    case 'between_tools':
      return { mode: 'between_tools', ...asked };
    case 'disabled':
      return { mode: 'off', ...asked };
    default:
      throw invalidField('thinking.type', 'must be enabled, adaptive, between_tools or disabled');
  }
}
