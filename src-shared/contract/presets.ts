import * as z from 'zod';
import { providerPresetSchema } from '#shared/domain/provider-preset';
import { procedure } from './errors';

export const presetsContract = {
  list: procedure
    .route({ method: 'GET', path: '/presets', summary: 'Provider presets, in neutral order' })
    .output(z.array(providerPresetSchema)),
};
