import type { GatewayChannel } from '../../ports';

/** An enabled channel that serves every model with one key; `change` says what matters to the test. */
export function createTestChannel(id: string, change: Partial<GatewayChannel> = {}): GatewayChannel {
  return {
    id,
    name: id,
    provider: 'custom',
    protocol: 'anthropic-messages',
    baseUrl: 'http://127.0.0.1:1',
    authStyle: 'x-api-key',
    models: ['*'],
    modelMapping: {},
    defaultModel: null,
    priority: 50,
    weight: 1,
    enabled: true,
    profile: {},
    credentials: [{ id: `key-${id}`, kind: 'key', secret: 'fake' }],
    unreadableCredentials: 0,
    ...change,
  };
}
