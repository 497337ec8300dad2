import { expect, it } from 'vitest';
import { routeRuleSchema } from '#shared/domain/routing-table';
import { callGateway, PROTOCOLS } from '../failover/support/call-gateway';
import { withChannels } from '../failover/support/with-channels';

const RULE_ID = 'rr_0123456789abcdef';

it.each(PROTOCOLS)(
  '%s: a rule decides from the next request on, is counted, and is told on the record',
  async (protocol) => {
    await withChannels(protocol, {}, async ({ gateway, first, second, configured }) => {
      await callGateway(gateway, protocol, { stream: true });
      const rule = routeRuleSchema.parse({
        id: RULE_ID,
        name: 'To the second',
        when: { minTokens: 1, images: false },
        targets: [{ channelId: 'ch_second' }],
      });
      gateway.configure({ channels: configured, routing: { rules: [rule], groups: [] } });
      expect(await callGateway(gateway, protocol, { stream: true })).toMatchObject({ status: 200 });
      expect([first.requests.length, second.requests.length]).toEqual([1, 1]);
      expect(await gateway.waitForRecord(2)).toMatchObject({
        attempts: [{ channelId: 'ch_second', reason: expect.stringContaining('rule "To the second"') }],
        warnings: [],
      });
      expect(gateway.gateway.routeHits(RULE_ID)).toBe(1);
    });
  },
);
