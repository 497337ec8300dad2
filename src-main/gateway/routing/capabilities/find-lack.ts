import type { Capability, ModelCapabilities } from '#shared/domain/model-capabilities';
import type { RequestFacts } from '../facts/request-facts';

/** Fewer bytes than this make no token, whatever the language. */
const LEAST_BYTES_PER_TOKEN = 2;

/** Which of its needs are looked at. */
export type Needs = ReadonlySet<Capability>;

/** The first thing a request needs that a model surely cannot do; null when there is none. */
export function findLack(
  capabilities: ModelCapabilities,
  facts: RequestFacts,
  needs: Needs,
): Capability | null {
  const lacks = (capability: Exclude<Capability, 'contextTokens'>): boolean =>
    capabilities[capability] === false && needs.has(capability);
  const { contextTokens } = capabilities;
  if (contextTokens !== undefined && needs.has('contextTokens') && exceeds(facts, contextTokens)) {
    return 'contextTokens';
  }
  if (lacks('images') && facts.hasImages()) return 'images';
  if (lacks('webSearch') && facts.isWebSearch()) return 'webSearch';
  if (lacks('tools') && facts.toolNames().length > 0) return 'tools';
  if (lacks('structured') && facts.wantsStructure()) return 'structured';
  if (lacks('thinking') && facts.thinks()) return 'thinking';
  return null;
}

function exceeds(facts: RequestFacts, contextTokens: number): boolean {
  if (facts.outline.bodyBytes <= contextTokens * LEAST_BYTES_PER_TOKEN) return false;
  return facts.tokens() > contextTokens;
}
