const TIERS: Readonly<Record<string, string>> = {
  flex: 'flex',
  priority: 'priority',
  fast: 'priority',
  default: 'standard',
  standard: 'standard',
  standard_only: 'standard',
};

/** Google's name of any protocol's tier, or null when it has none such. */
export function mapServiceTier(tier: string | undefined): string | null {
  return tier !== undefined && Object.hasOwn(TIERS, tier) ? (TIERS[tier] ?? null) : null;
}
