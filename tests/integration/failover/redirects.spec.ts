import { describe, expect, it } from 'vitest';
import { redirect, startFakeProvider } from '#tests/support/fake-provider/index';
import { callGateway, PROTOCOLS } from './support/call-gateway';
import { FIRST_KEY, withChannels } from './support/with-channels';

describe.each(PROTOCOLS)('%s: redirects', (protocol) => {
  it.each([301, 302, 303, 307, 308] as const)('a key that follows a %i to another origin', async (status) => {
    const other = await startFakeProvider({ key: null });
    try {
      await withChannels(protocol, {}, async ({ gateway, first }) => {
        first.behave(redirect({ status, to: other.url }));
        const exchange = await callGateway(gateway, protocol, { stream: true });
        expect(exchange).toMatchObject({ status: 200, end: 'complete' });
        expect(exchange.headers['x-routex-channel']).toBe('ch_second');
        expect(exchange.headers).not.toHaveProperty('location');
        // Not even a connection: whoever answers there learns nothing.
        expect(other.connections.accepted).toBe(0);
      });
    } finally {
      await other.close();
    }
  });

  it.each([307, 308] as const)('a %i within the origin that loses key or body', async (status) => {
    await withChannels(protocol, {}, async ({ gateway, first, second }) => {
      first.behave(redirect({ status }), { times: 1 });
      const exchange = await callGateway(gateway, protocol, { stream: true });
      expect(exchange).toMatchObject({ status: 200, end: 'complete' });
      expect(exchange.headers['x-routex-channel']).toBe('ch_first');
      expect(first.requests).toHaveLength(2);
      expect(first.requests[1]).toMatchObject({
        method: 'POST',
        query: { redirected: '1' },
        bodyBytes: first.requests[0]?.bodyBytes,
      });
      expect(JSON.stringify(first.requests[1]?.headers)).toContain(FIRST_KEY);
      expect(second.requests).toHaveLength(0);
      expect(await gateway.waitForRecord(1)).toMatchObject({
        outcome: 'success',
        attempts: [{ outcome: 'success', status: 200 }],
      });
    });
  });

  it('circles that are followed for ever', async () => {
    await withChannels(protocol, {}, async ({ gateway, first }) => {
      first.behave(redirect({ status: 307 }));
      const exchange = await callGateway(gateway, protocol, { stream: true });
      expect(exchange.headers['x-routex-channel']).toBe('ch_second');
      expect(first.requests.length).toBeLessThan(6);
    });
  });
});
