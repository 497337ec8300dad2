import type { Warn } from '../canonical/codec';
import { EFFORTS, type Effort, type ReasoningRequest } from '../canonical/request';
import { readCount, readRecord, readText, type JsonRecord } from '../json/read';

type Wish = Omit<ReasoningRequest, 'show'>;

function isEffort(value: string): value is Effort {
  return (EFFORTS as readonly string[]).includes(value);
}

function readEffort(record: JsonRecord | null, key: string, warn: Warn): Wish | null {
  const effort = readText(record, key);
  if (effort === null) return null;
  if (!isEffort(effort)) {
    warn(`${key} "${effort}" is not known and was left out`);
    return null;
  }
  return effort === 'none' ? { mode: 'off' } : { mode: 'effort', effort };
}

function readBudget(record: JsonRecord | null, key: string): Wish | null {
  const budget = readCount(record, key);
  return budget > 0 ? { mode: 'budget', budget } : null;
}

/** How relatives of the protocol ask: OpenRouter's `reasoning`, `thinking` of DeepSeek and GLM, Qwen's `enable_thinking`. */
function readWish(json: JsonRecord, warn: Warn): Wish {
  const reasoning = readRecord(json, 'reasoning');
  const thinking = readRecord(json, 'thinking');
  const type = readText(thinking, 'type');
  if (type === 'disabled' || json['enable_thinking'] === false || reasoning?.['enabled'] === false)
    return { mode: 'off' };
  return (
    readEffort(json, 'reasoning_effort', warn) ??
    readEffort(reasoning, 'effort', warn) ??
    readBudget(reasoning, 'max_tokens') ??
    readBudget(thinking, 'budget_tokens') ??
    readBudget(json, 'thinking_budget') ??
    (reasoning?.['enabled'] === true || json['enable_thinking'] === true || type !== null
      ? { mode: 'adaptive' }
      : { mode: 'default' })
  );
}

/** The protocol has no switch for what is shown: reasoning comes as it is. */
export function decodeReasoningRequest(json: JsonRecord, warn: Warn): ReasoningRequest {
  const hidden = readRecord(json, 'reasoning')?.['exclude'] === true;
  return { ...readWish(json, warn), show: hidden ? 'none' : 'raw' };
}
