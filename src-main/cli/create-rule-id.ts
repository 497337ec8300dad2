import { randomBytes } from 'node:crypto';

/** A new rule's id: whoever adds a rule makes it up, see `newIdSchema`. */
export function createRuleId(): string {
  return `rr_${randomBytes(8).toString('hex')}`;
}
