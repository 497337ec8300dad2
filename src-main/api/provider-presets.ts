import { providerPresetsSchema } from '#shared/domain/provider-preset';
import presets from '../../resources/provider-presets.json';

/** In neutral, alphabetical order. */
export const PROVIDER_PRESETS = providerPresetsSchema.parse(presets);
