import type { ProtocolId } from '#shared/domain/protocol';

/** How Anthropic and Gemini call a tier that is also known here. Their default is told by saying nothing. */
const TIERS: Readonly<Record<string, string>> = {
  standard: 'default',
  standard_only: 'default',
  flex: 'flex',
  priority: 'priority',
};

export function mapServiceTier(tier: string | undefined, from: ProtocolId): string | undefined {
  if (tier === undefined || from.startsWith('openai-')) return tier;
  return Object.hasOwn(TIERS, tier) ? TIERS[tier] : undefined;
}
