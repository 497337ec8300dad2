import { createAnalyticsProcedures } from './analytics-procedures';
import { createImplementer, type ApiDependencies } from './api-context';
import { createBackupProcedures } from './backup/backup-procedures';
import { createBodiesProcedures } from './bodies-procedures';
import { createChannelProcedures } from './channel-procedures';
import { createConversionProcedures } from './conversion-procedures';
import { createGatewayTokenProcedures } from './gateway-token-procedures';
import { listTransformers } from './list-transformers';
import { createPriceProcedures } from './price-procedures';
import { PROVIDER_PRESETS } from './provider-presets';
import { createRequestProcedures } from './request-procedures';
import { createRoutingProcedures } from './routing-procedures';
import { createSettingsProcedures } from './settings-procedures';
import { createSystemProcedures } from './system-procedures';

/** The contract's router, for whatever transport. After each write the gateway has the new configuration. */
export function createApi(dependencies: ApiDependencies) {
  const os = createImplementer(dependencies);
  return os.router({
    channels: createChannelProcedures(os, dependencies),
    conversions: createConversionProcedures(os, dependencies),
    routing: createRoutingProcedures(os, dependencies),
    gatewayTokens: createGatewayTokenProcedures(os, dependencies),
    requests: {
      ...createRequestProcedures(os, dependencies),
      ...createBodiesProcedures(os, dependencies),
    },
    analytics: createAnalyticsProcedures(os, dependencies),
    settings: createSettingsProcedures(os, dependencies),
    system: createSystemProcedures(os, dependencies),
    presets: { list: os.presets.list.handler(() => PROVIDER_PRESETS) },
    prices: createPriceProcedures(os, dependencies),
    backup: createBackupProcedures(os, dependencies),
    transformers: { list: os.transformers.list.handler(listTransformers) },
  });
}
export type ApiRouter = ReturnType<typeof createApi>;
