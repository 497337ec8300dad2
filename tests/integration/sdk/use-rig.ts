import { afterEach, beforeEach, expect } from 'vitest';
import type { GatewayChannel } from '#main/gateway/ports';
import type { ProtocolId } from '#shared/domain/protocol';
import { startFakeProvider } from '#tests/support/fake-provider/index';
import type { FakeProvider, RecordedRequest } from '#tests/support/fake-provider/index';
import { startTestGateway, testChannel } from '#tests/support/gateway/start-test-gateway';
import type { TestGateway } from '#tests/support/gateway/start-test-gateway';

/** A fake provider and a gateway with one channel to it, both new for every test. */
export interface Rig {
  readonly provider: FakeProvider;
  readonly gateway: TestGateway;
  /** Replaces the one channel by another that differs from it as told. */
  changeChannel(change: Partial<GatewayChannel>): void;
  removeChannels(): void;
}

/**
 * Gives each test of the file its own rig, and checks after each what must hold in all of them: the gateway token never
 * reached the provider, and neither side broke inside.
 */
export function useRig(protocol: ProtocolId): Rig {
  let provider: FakeProvider;
  let gateway: TestGateway;
  const channel = (change: Partial<GatewayChannel> = {}): GatewayChannel =>
    testChannel({ protocol, baseUrl: provider.url, key: provider.key, ...change });

  beforeEach(async () => {
    provider = await startFakeProvider();
    gateway = await startTestGateway({ channels: [channel()] });
  });

  afterEach(async () => {
    await gateway.close();
    await provider.close();
    expect(provider.errors).toEqual([]);
    expect(gateway.problems.filter(({ message }) => message.includes('failed'))).toEqual([]);
    for (const request of provider.requests) expect(wireText(request)).not.toContain(gateway.token);
  });

  return {
    get provider() {
      return provider;
    },
    get gateway() {
      return gateway;
    },
    changeChannel(change) {
      gateway.configure({ channels: [channel(change)] });
    },
    removeChannels() {
      gateway.configure({ channels: [] });
    },
  };
}

/** All that the provider got to read. */
function wireText({ path, query, rawHeaders, bodyText }: RecordedRequest): string {
  return [path, JSON.stringify(query), ...rawHeaders, bodyText].join('\n');
}
