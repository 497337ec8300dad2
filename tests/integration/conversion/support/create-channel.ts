import type { ProtocolId } from '#shared/domain/protocol';
import { PROVIDER_PRESETS } from '#main/api/provider-presets';
import type { GatewayChannel } from '#main/gateway/ports';
import type { FakeProvider } from '#tests/support/fake-provider/index';
import { testChannel } from '#tests/support/gateway/start-test-gateway';
import { CLIENT_MODELS } from './sdk-client';

const PRESETS: Readonly<Record<ProtocolId, string>> = {
  'anthropic-messages': 'anthropic',
  'openai-chat': 'openai',
  'openai-responses': 'openai',
  gemini: 'gemini',
};

/** What channels call the one model. */
export const CHANNEL_MODELS: Readonly<Record<ProtocolId, string>> = {
  'anthropic-messages': 'claude-sonnet-4-5',
  'openai-chat': 'gpt-5.1',
  'openai-responses': 'gpt-5.1',
  gemini: 'gemini-3-pro-preview',
};

/** A channel to a fake of the protocol's own provider, which has another name for every client's model. */
export function createChannel(
  protocol: ProtocolId,
  provider: FakeProvider,
  change: Partial<GatewayChannel> = {},
): GatewayChannel {
  return testChannel({
    protocol,
    baseUrl: provider.url,
    key: provider.key,
    profile: profileOf(PRESETS[protocol], protocol),
    modelMapping: Object.fromEntries(
      Object.values(CLIENT_MODELS).map((model) => [model, CHANNEL_MODELS[protocol]]),
    ),
    ...change,
  });
}

/** As the preset has it, so that what is tested is what users get. */
export function profileOf(presetId: string, protocol: ProtocolId): GatewayChannel['profile'] {
  const preset = PROVIDER_PRESETS.find(({ id }) => id === presetId);
  const endpoint = preset?.endpoints.find((each) => each.protocol === protocol);
  if (endpoint === undefined) throw new Error(`the preset ${presetId} has no endpoint for ${protocol}`);
  return endpoint.profile ?? {};
}
