import { expect, it } from 'vitest';
import { selectModelFamily } from './select-model-family';
import { createSessionAffinity } from './session-affinity';

const HOUR_MS = 3_600_000;

const conversation = (sessionId: string, model: string, group: string | null = null) => ({
  sessionId,
  model,
  group,
});

function rig(options: Parameters<typeof createSessionAffinity>[1] = {}) {
  let now = 1;
  const affinity = createSessionAffinity({ monotonic: () => now }, options);
  return {
    affinity,
    pass: (ms: number) => {
      now += ms;
    },
  };
}

it('keeps each family of models of a conversation at its own channel', () => {
  const { affinity } = rig();
  affinity.pin(conversation('s', 'claude-opus-4-5'), 'ch_a');
  affinity.pin(conversation('s', 'claude-haiku-4-5'), 'ch_b');
  expect(affinity.find(conversation('s', 'claude-opus-5'))).toBe('ch_a');
  expect(affinity.find(conversation('s', 'anthropic/claude-haiku-5'))).toBe('ch_b');
  expect(affinity.find(conversation('other', 'claude-opus-5'))).toBeNull();
  expect(affinity.counters()).toEqual({ size: 2, hits: 2, misses: 1, evictions: 0, drops: 0 });
});

it('ends five hours after the last look', () => {
  const { affinity, pass } = rig();
  affinity.pin(conversation('s', 'm'), 'ch_a');
  for (let look = 0; look < 3; look += 1) {
    pass(5 * HOUR_MS);
    expect(affinity.find(conversation('s', 'm'))).toBe('ch_a');
  }
  pass(5 * HOUR_MS + 1);
  expect(affinity.find(conversation('s', 'm'))).toBeNull();
  expect(affinity.counters()).toMatchObject({ size: 0, evictions: 1 });
});

it('gives up the one that was not looked at for the longest when there are too many', () => {
  const { affinity } = rig({ max: 2 });
  affinity.pin(conversation('old', 'm'), 'ch_a');
  affinity.pin(conversation('used', 'm'), 'ch_a');
  affinity.find(conversation('old', 'm'));
  affinity.pin(conversation('new', 'm'), 'ch_a');
  expect([affinity.find(conversation('old', 'm')), affinity.find(conversation('used', 'm'))]).toEqual([
    'ch_a',
    null,
  ]);
  expect(affinity.counters()).toMatchObject({ size: 2, evictions: 1 });
});

it('counts what was dropped once', () => {
  const { affinity } = rig();
  affinity.pin(conversation('s', 'm'), 'ch_a');
  affinity.drop(conversation('s', 'm'));
  affinity.drop(conversation('s', 'm'));
  expect(affinity.find(conversation('s', 'm'))).toBeNull();
  expect(affinity.counters()).toMatchObject({ drops: 1, evictions: 0 });
});

it.each([
  ['claude-sonnet-4-5-20250929', 'sonnet'],
  ['us.anthropic.claude-opus-4-1-v1:0', 'opus'],
  ['gpt-5.2-codex', 'gpt-codex'],
  ['gpt-5-mini', 'gpt-mini'],
  ['gemini-3-pro', 'gemini-pro'],
  ['GLM-5', 'glm-'],
])('%s is of the family %s', (model, family) => {
  expect(selectModelFamily(model)).toBe(family);
});
