import { describe, expect, it } from 'vitest';
import { failWith } from '#tests/support/fake-provider/index';
import { bodyOf, callGateway, PROTOCOLS } from './support/call-gateway';
import { noteAnswers, withChannels } from './support/with-channels';

const FAULTS = [
  { name: 'invalid request', fault: 'invalid_request', kind: 'invalid_request', stream: true },
  { name: 'invalid request', fault: 'invalid_request', kind: 'invalid_request', stream: false },
  { name: 'too long a context', fault: 'context_length', kind: 'context_length', stream: true },
  { name: 'too long a context', fault: 'context_length', kind: 'context_length', stream: false },
] as const;

describe.each(PROTOCOLS)('%s: a fault of the client that costs a second channel', (protocol) => {
  it.each(FAULTS)('$name, stream: $stream', async ({ fault, kind, stream }) => {
    await withChannels(protocol, {}, async ({ gateway, first, second }) => {
      const sent: Buffer[] = [];
      first.behave([failWith(fault), noteAnswers(sent)]);

      const exchange = await callGateway(gateway, protocol, { stream });

      expect(exchange).toMatchObject({ status: 400, end: 'complete' });
      expect(bodyOf(exchange)).toEqual(sent[0]);
      expect(exchange.headers['x-should-retry']).toBe('false');
      expect(exchange.headers['content-type']).toContain('application/json');
      expect(first.requests).toHaveLength(1);
      expect(second.requests).toHaveLength(0);
      expect(await gateway.waitForRecord(1)).toMatchObject({
        outcome: 'failed',
        status: 400,
        failure: { kind },
        attempts: [{ channelId: 'ch_first', outcome: 'failed', status: 400, failure: { kind } }],
      });
    });
  });
});
