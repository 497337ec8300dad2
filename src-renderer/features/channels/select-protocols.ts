import { PROTOCOL_IDS, type ProtocolId } from '#shared/domain/protocol';
import type { ProviderPreset } from '#shared/domain/provider-preset';

/** What a provider is known to speak, first what it speaks best; all of them where nothing is known. */
export function selectProtocols(preset: ProviderPreset | null): readonly ProtocolId[] {
  if (preset === null) return PROTOCOL_IDS;
  return [...new Set(preset.endpoints.map(({ protocol }) => protocol))];
}
