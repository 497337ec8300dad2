import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { callGateway, describeCall } from '../failover/support/call-gateway';
import { withChannels } from '../failover/support/with-channels';

const session = 'f'.repeat(36);
const body = {
  ...describeCall('anthropic-messages').body,
  metadata: { user_id: `user_0123_account__session_${session}` },
};

it('a request of an agent that names its session in the body only belongs to that session', async () => {
  await withChannels('anthropic-messages', {}, async ({ gateway }) => {
    await callGateway(gateway, 'anthropic-messages', { body });
    const packed = gzipSync(JSON.stringify(body));
    await callGateway(gateway, 'anthropic-messages', {
      body: packed,
      headers: { 'content-encoding': 'gzip', 'content-type': 'application/json' },
    });
    const named = { sessionId: session, sessionSource: 'body:metadata.user_id' };
    expect(await gateway.waitForRecord(2)).toMatchObject(named);
    expect(gateway.records[0]).toMatchObject(named);
  });
});
