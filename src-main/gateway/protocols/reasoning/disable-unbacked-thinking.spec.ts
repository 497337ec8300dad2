import { describe, expect, it } from 'vitest';
import type { EncodeTarget } from '../canonical/codec';
import type { CanonicalRequest, ReasoningRequest } from '../canonical/request';
import { assistant, call, createTarget, result, text, user } from './testing/conversation';
import { claude, replay, signed, unfinished } from './testing/turns';

describe('disableUnbackedThinking', () => {
  const budget = { mode: 'budget', budget: 4096 } as const;
  const bare = [assistant(call('a')), user(result('a'))];

  it('is turned off for a tool turn that another channel began', () => {
    const { request, warnings } = replay(unfinished(budget, ...bare), claude);
    expect(request.reasoning).toEqual({ mode: 'off', show: 'default' });
    expect(warnings).toEqual([expect.stringContaining('reasoning: turned off for this call')]);
  });

  it.each<[string, CanonicalRequest, EncodeTarget]>([
    [
      'the turn begins with thinking',
      unfinished(budget, assistant(signed, call('a')), user(result('a'))),
      claude,
    ],
    [
      'only a later step of the turn has none',
      unfinished(
        budget,
        assistant(signed, call('a')),
        user(result('a')),
        assistant(call('b')),
        user(result('b'), text('<system-reminder>x</system-reminder>')),
      ),
      claude,
    ],
    [
      'the turn is finished',
      unfinished(budget, ...bare, assistant(text('Done')), user(text('Next'))),
      claude,
    ],
    ['nothing was asked', unfinished({}, ...bare), claude],
    [
      'the model thinks at its own discretion',
      unfinished(budget, ...bare),
      { ...claude, model: 'claude-opus-4-7' },
    ],
    [
      'the channel does not check',
      unfinished(budget, ...bare),
      createTarget('anthropic-messages', 'x', { signatureChecked: false }),
    ],
  ])('stays on when %s', (_name, request, target) => {
    const replayed = replay(request, target);
    expect(replayed.request.reasoning).toBe(request.reasoning);
    expect(replayed.warnings).toEqual([]);
  });

  it.each<[string, Partial<ReasoningRequest>, string]>([
    ['claude-sonnet-4-6', budget, 'off'],
    ['claude-sonnet-4-6', { mode: 'effort', effort: 'high' }, 'effort'],
    ['anthropic/claude-opus-4.6', { mode: 'adaptive' }, 'adaptive'],
    ['claude-3-7-sonnet-20250219', { mode: 'effort', effort: 'low' }, 'off'],
    ['claude-opus-4-20250514', { mode: 'between_tools' }, 'off'],
    ['claude-sonnet-5', budget, 'budget'],
  ])('of %s asked %j ends as %s', (model, reasoning, mode) => {
    const { request } = replay(unfinished(reasoning, ...bare), { ...claude, model });
    expect(request.reasoning.mode).toBe(mode);
  });
});
