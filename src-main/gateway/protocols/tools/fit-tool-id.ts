import type { ProtocolId } from '#shared/domain/protocol';
import type { EncodeTarget } from '../canonical/codec';
import { hashBase62 } from './hash-base62';

interface ToolIdRule {
  readonly legal: RegExp;
  readonly prefix: string;
  /** Of a derived id; at most what `legal` takes. */
  readonly length: number;
}

const OF_PROTOCOL: Readonly<Record<ProtocolId, ToolIdRule>> = {
  'anthropic-messages': { legal: /^[\w-]{1,64}$/, prefix: 'toolu_', length: 40 },
  'openai-chat': { legal: /^[\w-]{1,40}$/, prefix: 'call_', length: 40 },
  'openai-responses': { legal: /^[\w-]{1,64}$/, prefix: 'call_', length: 40 },
  // Any string will do, and most models never see it.
  gemini: { legal: /[^]/, prefix: 'call_', length: 40 },
};

/** Mistral: exactly nine letters or digits. */
const ALNUM9: ToolIdRule = { legal: /^[A-Za-z0-9]{9}$/, prefix: '', length: 9 };

/** What every protocol takes; ids given to clients are of this form, whatever channel the next turn goes to. */
const PORTABLE = /^[\w-]{1,40}$/;

export function isPortableToolId(id: string): boolean {
  return PORTABLE.test(id);
}

function selectRule(target: EncodeTarget): ToolIdRule {
  return target.profile.toolIdStyle === 'alnum9' ? ALNUM9 : OF_PROTOCOL[target.protocol];
}

/** The id as the target takes it: itself, or one derived from it. `round` above 0 gives others, for one that is taken. */
export function fitToolId(id: string, target: EncodeTarget, round = 0): string {
  const { legal, prefix, length } = selectRule(target);
  if (round === 0 && legal.test(id)) return id;
  return `${prefix}${hashBase62(round === 0 ? id : `${id}#${round}`)}`.slice(0, length);
}

/** An id for a call that came without one, or with another's: the same in each turn of a conversation. */
export function deriveToolId(seed: string): string {
  return `call_${hashBase62(seed).slice(0, 24)}`;
}

/** Kimi's own form, which its models were trained on; calls are counted through the conversation. */
export function createKimiToolId(name: string, index: number): string {
  return `functions.${name}:${index}`;
}
