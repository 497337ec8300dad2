import { describe, expect, it } from 'vitest';
import { createTestTarget } from '../repair/testing/create-test-target';
import { selectThinkingKind } from './select-thinking-kind';

describe('selectThinkingKind', () => {
  it.each([
    ['claude-opus-4-6', 'both'],
    ['claude-sonnet-4-6', 'both'],
    ['anthropic/claude-opus-4.6', 'both'],
    ['us.anthropic.claude-opus-4-6-v1:0', 'both'],
    ['claude-opus-4-7', 'adaptive'],
    ['claude-opus-4-8-20260801', 'adaptive'],
    ['claude-sonnet-5', 'adaptive'],
    ['claude-haiku-5-5', 'adaptive'],
    ['claude-haiku-4-5-20251001', 'budget'],
    ['claude-opus-4-5', 'budget'],
    ['claude-sonnet-4-20250514', 'budget'],
    ['claude-3-7-sonnet-20250219', 'budget'],
    ['claude-3-haiku-20240307', 'budget'],
    ['claude-mythos-preview', null],
    ['deepseek-chat', null],
    ['glm-4.6', null],
  ])('%s: %s', (model, kind) => {
    expect(selectThinkingKind({ ...createTestTarget('anthropic-messages'), model })).toBe(kind);
  });

  it("believes the channel's profile before the name", () => {
    const target = createTestTarget('anthropic-messages', { thinking: 'budget' });
    expect(selectThinkingKind({ ...target, model: 'claude-opus-4-7' })).toBe('budget');
  });
});
