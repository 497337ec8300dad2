import type { CreateChannel } from '#shared/contract/channels';
import { BaseUrlError, normalizeBaseUrl } from '#shared/domain/base-url';
import {
  ANY_MODEL,
  DEFAULT_WEIGHT,
  PRIORITY_RANGE,
  type AuthStyle,
  type ChannelSettings,
} from '#shared/domain/channel';
import type { ProtocolId } from '#shared/domain/protocol';
import type { PresetEndpoint, ProviderPreset } from '#shared/domain/provider-preset';
import { invalidInput } from './api-error';

/** Provider of a channel that came from no preset. */
export const CUSTOM_PROVIDER = 'custom';

const DEFAULT_AUTH_STYLE: Record<ProtocolId, AuthStyle> = {
  'anthropic-messages': 'x-api-key',
  'openai-chat': 'bearer',
  'openai-responses': 'bearer',
  gemini: 'x-goog-api-key',
};

/** @throws INVALID_INPUT naming the channel and what the base URL should look like */
export function cleanBaseUrl(baseUrl: string, channel: string): string {
  try {
    return normalizeBaseUrl(baseUrl);
  } catch (error) {
    if (!(error instanceof BaseUrlError)) throw error;
    throw invalidInput({ field: 'baseUrl', reason: 'base_url_invalid', channel }, error.message);
  }
}

/** @throws INVALID_INPUT when there is no such preset; null for a custom channel */
export function selectPreset(
  provider: string,
  channel: string,
  presets: readonly ProviderPreset[],
): ProviderPreset | null {
  if (provider === CUSTOM_PROVIDER) return null;
  const preset = presets.find(({ id }) => id === provider);
  if (preset !== undefined) return preset;
  throw invalidInput(
    { field: 'provider', reason: 'preset_unknown', channel, value: provider },
    `There is no provider preset "${provider}". Known are ${presets.map(({ id }) => id).join(', ')} and ${CUSTOM_PROVIDER}.`,
  );
}

/** A preset's endpoint for a protocol, its first one when none is asked for. */
export function findEndpoint(
  { endpoints }: ProviderPreset,
  protocol: ProtocolId | undefined,
): PresetEndpoint | undefined {
  if (protocol === undefined) return endpoints[0];
  return endpoints.find((endpoint) => endpoint.protocol === protocol);
}

/** With a base URL of the channel's own its preset need not know the protocol. */
function selectEndpoint(preset: ProviderPreset | null, input: CreateChannel): PresetEndpoint | null {
  if (preset === null) return null;
  const endpoint = findEndpoint(preset, input.protocol);
  if (endpoint === undefined && input.protocol !== undefined && input.baseUrl === undefined) {
    throw invalidInput(
      { field: 'protocol', reason: 'preset_protocol', channel: input.name, value: input.protocol },
      `The preset "${preset.id}" has no ${input.protocol} address. Give one as the base URL.`,
    );
  }
  return endpoint ?? null;
}

/**
 * Fills in what a new channel's input left out: first from its preset, then from the defaults of its protocol.
 *
 * @throws INVALID_INPUT naming the field
 */
export function completeChannel(input: CreateChannel, presets: readonly ProviderPreset[]): ChannelSettings {
  const { name, provider = CUSTOM_PROVIDER } = input;
  const preset = selectPreset(provider, name, presets);
  const endpoint = selectEndpoint(preset, input);
  const protocol = input.protocol ?? endpoint?.protocol;
  if (protocol === undefined) {
    throw invalidInput(
      { field: 'protocol', reason: 'protocol_required', channel: name },
      'Without a provider preset the protocol is needed.',
    );
  }
  const baseUrl = input.baseUrl ?? endpoint?.baseUrl;
  if (baseUrl === undefined) {
    throw invalidInput(
      { field: 'baseUrl', reason: 'base_url_required', channel: name },
      'Without a provider preset the base URL is needed.',
    );
  }
  return {
    name,
    provider,
    protocol,
    baseUrl: cleanBaseUrl(baseUrl, name),
    authStyle: input.authStyle ?? endpoint?.authStyle ?? DEFAULT_AUTH_STYLE[protocol],
    models: input.models ?? preset?.models ?? [ANY_MODEL],
    modelMapping: input.modelMapping ?? preset?.modelMapping ?? {},
    defaultModel: input.defaultModel ?? preset?.defaultModel ?? null,
    priority: input.priority ?? PRIORITY_RANGE.default,
    weight: input.weight ?? DEFAULT_WEIGHT,
    enabled: input.enabled ?? true,
    profile: input.profile ?? endpoint?.profile ?? {},
    ...(input.transformers !== undefined && { transformers: input.transformers }),
  };
}
