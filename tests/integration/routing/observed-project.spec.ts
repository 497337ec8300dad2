import { expect, it } from 'vitest';
import { callGateway, describeCall } from '../failover/support/call-gateway';
import { withChannels } from '../failover/support/with-channels';

const PROTOCOL = 'anthropic-messages';
const HEADERS = { 'user-agent': 'claude-cli/2.1.330 (external, cli)', 'x-claude-code-session-id': 's1' };
const ENVIRONMENT =
  'environment: \n - Primary working directory: /home/me/shop\n - Is a git repository: true';
const { body, path } = describeCall(PROTOCOL);
const turn = { ...body, messages: [{ role: 'user', content: ENVIRONMENT }] };

it('a request belongs to the project that its agent tells of, an errand to that of its session, unless the address names one', async () => {
  await withChannels(PROTOCOL, {}, async ({ gateway }) => {
    await callGateway(gateway, PROTOCOL, { body: turn, headers: HEADERS });
    expect(await gateway.waitForRecord(1)).toMatchObject({ project: 'shop', projectSource: 'prompt' });
    await callGateway(gateway, PROTOCOL, { headers: HEADERS });
    expect(await gateway.waitForRecord(2)).toMatchObject({ project: 'shop', projectSource: 'prompt' });
    await callGateway(gateway, PROTOCOL, { headers: { ...HEADERS, 'x-claude-code-session-id': 's2' } });
    expect(await gateway.waitForRecord(3)).toMatchObject({ project: null, projectSource: null });
    await callGateway(gateway, PROTOCOL, { body: turn, headers: HEADERS, path: `/p/other${path}` });
    expect(await gateway.waitForRecord(4)).toMatchObject({ project: 'other', projectSource: 'url' });
  });
});
