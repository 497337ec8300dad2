import type { ProtocolId } from '#shared/domain/protocol';
import type { GatewayChannel } from '#main/gateway/ports';
import {
  changeAnswer,
  startFakeProvider,
  type FakeProvider,
  type FakeProviderOptions,
  type Misbehaviour,
} from '#tests/support/fake-provider/index';
import {
  startTestGateway,
  testChannel,
  type TestGateway,
  type TestGatewayOptions,
} from '#tests/support/gateway/start-test-gateway';

export interface Channels {
  readonly gateway: TestGateway;
  /** Tried first. */
  readonly first: FakeProvider;
  readonly second: FakeProvider;
  readonly configured: readonly GatewayChannel[];
  /** The body of each answer of the second provider, as it was sent. */
  readonly sentBySecond: readonly Buffer[];
}

export interface ChannelsOptions {
  readonly settings?: TestGatewayOptions['settings'];
  readonly scope?: TestGatewayOptions['scope'];
  readonly first?: Partial<GatewayChannel>;
  readonly second?: Partial<GatewayChannel>;
  readonly provider?: FakeProviderOptions;
}

export const FIRST_KEY = 'fake-key-of-the-first';
export const SECOND_KEY = 'fake-key-of-the-second';

/** A gateway with two channels, each with a provider of its own; all three are gone when `use` settles. */
export async function withChannels(
  protocol: ProtocolId,
  options: ChannelsOptions,
  use: (channels: Channels) => Promise<void>,
): Promise<void> {
  const first = await startFakeProvider({ key: FIRST_KEY, ...options.provider });
  const second = await startFakeProvider({ key: SECOND_KEY });
  first.replyAlways({ parts: [{ text: 'This is the first channel – première.' }] });
  second.replyAlways({ parts: [{ thinking: 'hm' }, { text: 'This is the second channel – 第二个 🙂.' }] });
  const sentBySecond: Buffer[] = [];
  second.behave(noteAnswers(sentBySecond));
  const configured = [
    testChannel({
      id: 'ch_first',
      protocol,
      baseUrl: first.url,
      key: FIRST_KEY,
      priority: 60,
      ...options.first,
    }),
    testChannel({
      id: 'ch_second',
      protocol,
      baseUrl: second.url,
      key: SECOND_KEY,
      priority: 50,
      ...options.second,
    }),
  ];
  const gateway = await startTestGateway({
    channels: configured,
    ...(options.settings === undefined ? {} : { settings: options.settings }),
    ...(options.scope === undefined ? {} : { scope: options.scope }),
  });
  try {
    await use({ gateway, first, second, configured, sentBySecond });
  } finally {
    await gateway.close();
    await first.close();
    await second.close();
  }
}

/** Keeps the bytes of every answer; put last, it sees them as they go out. */
export function noteAnswers(into: Buffer[]): Misbehaviour {
  return changeAnswer((answer) => {
    into.push(Buffer.concat(answer.pieces.map(({ bytes }) => bytes)));
    return answer;
  });
}
