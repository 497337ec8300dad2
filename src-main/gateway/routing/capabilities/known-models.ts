import type { ModelCapabilities } from '#shared/domain/model-capabilities';

const TEXT_ONLY = { images: false } as const;
const text = (contextTokens: number): ModelCapabilities => ({ images: false, contextTokens });

/**
 * Models whose makers document that they cannot read images, or how much they read; the first pattern that fits counts. Only names
 * that stand for one model: what a maker moves to its newest one has no limits here. As documented by the makers on their model pages and
 * model cards in November 2026.
 */
export const KNOWN_MODELS: readonly (readonly [pattern: string, capabilities: ModelCapabilities])[] = [
  ['*deepseek-v3*', text(131_072)],
  ['*deepseek-r1*', text(131_072)],
  ['*deepseek-chat*', TEXT_ONLY],
  ['*deepseek-reasoner*', TEXT_ONLY],
  ['*kimi-k2-0711*', text(131_072)],
  ['*kimi-k2-0905*', text(262_144)],
  ['*kimi-k2-thinking*', text(262_144)],
  ['*kimi-k2-turbo*', text(262_144)],
  ['*glm-4.5v*', { contextTokens: 65_536 }],
  ['*glm-4.6v*', { contextTokens: 131_072 }],
  ['*glm-4.5*', text(131_072)],
  ['*glm-4.6*', text(204_800)],
  ['*glm-4.7*', text(204_800)],
  ['*qwen3-coder*', TEXT_ONLY],
  ['*minimax-m2*', text(204_800)],
  ['*gpt-oss-*', text(131_072)],
  ['*codestral*', TEXT_ONLY],
  ['*grok-code-fast-1*', text(262_144)],
  ['*llama-3.1-*', text(131_072)],
  ['*llama-3.3-*', text(131_072)],
];
