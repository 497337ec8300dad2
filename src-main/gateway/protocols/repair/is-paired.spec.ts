import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CanonicalRequest } from '../canonical/request';
import { convertOrphans } from './convert-orphans';
import { fillResults } from './fill-results';
import { isPaired } from './is-paired';
import { orderResults } from './order-results';
import { pairResults } from './pair-results';
import type { RepairContext } from './repair-pass';
import { createRestorationDraft } from './restoration';
import { arbitraryRequest } from './testing/arbitrary-request';
import { assistant, call, result, user } from './testing/create-test-request';
import { createTestTarget } from './testing/create-test-target';
import { runRepair } from './testing/run-repair';

const target = createTestTarget('openai-chat');

function pairAll(request: CanonicalRequest): CanonicalRequest {
  const context: RepairContext = {
    target,
    warn: () => {},
    calls: { find: () => null },
    draft: createRestorationDraft(),
  };
  return [pairResults, convertOrphans, fillResults, orderResults].reduce(
    (paired, pass) => pass(paired, context),
    request,
  );
}

describe('isPaired', () => {
  it('passes over no conversation that pairing would change', () => {
    let paired = 0;
    fc.assert(
      fc.property(arbitraryRequest, (request) => {
        if (!isPaired(request.messages)) return;
        paired += 1;
        expect(pairAll(request)).toBe(request);
      }),
      { numRuns: 2000 },
    );
    expect(paired).toBeGreaterThan(20);
  });

  it('knows what an agent sends', () => {
    const turns = Array.from({ length: 20 }, (_, at) => [
      assistant({ type: 'text', text: 'look' }, call(`a${at}`), call(`b${at}`)),
      user(result(`a${at}`), result(`b${at}`), { type: 'text', text: 'and' }),
    ]).flat();
    expect(isPaired([user({ type: 'text', text: 'go' }), ...turns])).toBe(true);
    expect(isPaired(runRepair([user({ type: 'text', text: 'go' }), ...turns], target).messages)).toBe(true);
  });

  it.each([
    ['a call without result', [assistant(call('a'))]],
    ['a call whose result is missing', [assistant(call('a'), call('b')), user(result('a'))]],
    ['a result without call', [user(result('a'))]],
    ['a second result', [assistant(call('a')), user(result('a'), result('a'))]],
    ['results in another order', [assistant(call('a'), call('b')), user(result('b'), result('a'))]],
    ['a result behind text', [assistant(call('a')), user({ type: 'text', text: 'x' }, result('a'))]],
    ['an id used before', [assistant(call('a')), user(result('a')), assistant(call('a')), user(result('a'))]],
    ['an empty id', [assistant(call('')), user(result(''))]],
  ] as const)('sends %s to be paired', (_name, messages) => {
    expect(isPaired(messages)).toBe(false);
  });
});
