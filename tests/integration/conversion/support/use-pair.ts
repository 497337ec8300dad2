import { afterEach, beforeEach, expect } from 'vitest';
import type { GatewayChannel } from '#main/gateway/ports';
import { startFakeProvider } from '#tests/support/fake-provider/index';
import type { FakeProvider, FakeProviderOptions } from '#tests/support/fake-provider/index';
import { startTestGateway } from '#tests/support/gateway/start-test-gateway';
import type { TestGateway, TestGatewayOptions } from '#tests/support/gateway/start-test-gateway';
import { connectSdk } from './connect-sdk';
import { createChannel } from './create-channel';
import type { Pair } from './pairs';
import type { SdkClient, Way } from './sdk-client';

/** A gateway with one channel to a fake provider, and SDK clients of another (or the same) protocol; new for every test. */
export interface PairRig {
  readonly provider: FakeProvider;
  readonly gateway: TestGateway;
  connect(way: Way, options?: { retries?: number }): SdkClient;
  /** Replaces the one channel by another that differs from it as told. */
  changeChannel(change: Partial<GatewayChannel>): void;
  /** A further provider; it is closed after the test. */
  addProvider(options?: FakeProviderOptions): Promise<FakeProvider>;
  /** Replaces channels and settings. */
  configure(options: Pick<TestGatewayOptions, 'channels' | 'settings'>): void;
}

/**
 * Gives each test of the block its own rig, and checks after each what must hold in all of them: the gateway token never
 * reached a provider, and neither side broke inside.
 */
export function usePair({ client, channel }: Pick<Pair, 'client' | 'channel'>): PairRig {
  let provider: FakeProvider;
  let gateway: TestGateway;
  let providers: FakeProvider[] = [];

  const addProvider = async (options?: FakeProviderOptions): Promise<FakeProvider> => {
    const added = await startFakeProvider(options);
    providers.push(added);
    return added;
  };

  beforeEach(async () => {
    providers = [];
    provider = await addProvider();
    gateway = await startTestGateway({ channels: [createChannel(channel, provider)] });
  });

  afterEach(async () => {
    await gateway.close();
    await Promise.all(providers.map((each) => each.close()));
    expect(gateway.problems.filter(({ message }) => message.includes('failed'))).toEqual([]);
    for (const { errors, requests } of providers) {
      expect(errors).toEqual([]);
      for (const { path, query, rawHeaders, bodyText } of requests) {
        const wire = [path, JSON.stringify(query), ...rawHeaders, bodyText].join('\n');
        expect(wire).not.toContain(gateway.token);
      }
    }
  });

  return {
    get provider() {
      return provider;
    },
    get gateway() {
      return gateway;
    },
    connect: (way, options = {}) =>
      connectSdk(client, { url: gateway.url, token: gateway.token, ...options }, way),
    changeChannel(change) {
      gateway.configure({ channels: [createChannel(channel, provider, change)] });
    },
    addProvider,
    configure: (options) => gateway.configure(options),
  };
}

/** What the promise was rejected with, as the SDK tells it. */
export async function refusalOf(
  client: SdkClient,
  answer: Promise<unknown>,
): Promise<ReturnType<SdkClient['describe']>> {
  try {
    await answer;
  } catch (error) {
    return client.describe(error);
  }
  throw new Error('the call succeeded, an error was expected');
}
