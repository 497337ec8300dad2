import { createHash } from 'node:crypto';
import type { EncodeTarget } from '../canonical/codec';

interface ToolNameRule {
  readonly illegal: RegExp;
  readonly maxLength: number;
}

const MAX_LENGTH = 64;
/** Of the providers that define Anthropic's and Google's protocols; others still have the old limit. */
const OFFICIAL_MAX_LENGTH = 128;

function selectRule({ protocol, profile }: EncodeTarget): ToolNameRule {
  const official = profile.official ? OFFICIAL_MAX_LENGTH : MAX_LENGTH;
  if (protocol === 'gemini') return { illegal: /[^\w.:-]/gu, maxLength: official };
  const maxLength = protocol === 'anthropic-messages' ? official : MAX_LENGTH;
  return { illegal: /[^\w-]/gu, maxLength };
}

/** A name of Google's starts with a letter or an underscore. */
function fitStart(name: string, { protocol }: EncodeTarget): string {
  return protocol === 'gemini' && !/^[A-Za-z_]/.test(name) ? `_${name}` : name;
}

/**
 * The name as the target takes it. A changed one ends in six digits of the original's hash, so that two names do not
 * become one. `round` above 0 changes a legal name too, for one that is taken.
 */
export function fitToolName(name: string, target: EncodeTarget, round = 0): string {
  const { illegal, maxLength } = selectRule(target);
  const legal = fitStart(name, target).replace(illegal, '_');
  if (round === 0 && legal === name && name !== '' && name.length <= maxLength) return name;
  const hash = createHash('sha256').update(round === 0 ? name : `${name}#${round}`);
  return `${legal.slice(0, maxLength - 7)}_${hash.digest('hex').slice(0, 6)}`;
}
