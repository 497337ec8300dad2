import { describe, expect, it } from 'vitest';
import { PROTOCOL_IDS } from '#shared/domain/protocol';
import { createTestRequest, user } from './testing/create-test-request';
import { createTestTarget } from './testing/create-test-target';
import { runRepair } from './testing/run-repair';

const BILLING = 'x-anthropic-billing-header: cc_version=2.1.330; cch=';

const request = (hash: string) => ({
  ...createTestRequest([user('Hi')]),
  system: [{ text: BILLING + hash }, { text: 'You are Claude Code.', cache: {} }],
});

describe('dropBillingBlock', () => {
  it.each(PROTOCOL_IDS)('case 31: two requests that differ only in it are the same for %s', (protocol) => {
    const target = createTestTarget(protocol);
    const repaired = runRepair(request('a'), target).request;
    expect(repaired).toEqual(runRepair(request('b'), target).request);
    expect(repaired.system).toEqual([{ text: 'You are Claude Code.', cache: {} }]);
  });

  it('keeps it where the channel says so', () => {
    const target = createTestTarget('anthropic-messages', { stripBillingBlock: false });
    expect(runRepair(request('a'), target).request.system).toHaveLength(2);
  });

  it('takes only the line when the instructions are one text', () => {
    const one = { ...request('a'), system: [{ text: `${BILLING}a\n\nYou are it.` }] };
    expect(runRepair(one, createTestTarget('openai-chat')).request.system).toEqual([{ text: 'You are it.' }]);
  });
});
