import { oc, type ContractRouterClient } from '@orpc/contract';
import { analyticsContract } from './analytics';
import { backupContract } from './backup';
import { channelsContract } from './channels';
import { conversionsContract } from './conversions';
import { gatewayTokensContract } from './gateway-tokens';
import { pricesContract } from './prices';
import { presetsContract } from './presets';
import { requestsContract } from './requests';
import { routingContract } from './routing';
import { settingsContract } from './settings';
import { systemContract } from './system';
import { transformersContract } from './transformers';

/** Everything a user interface can ask of Routex. REST paths are relative to `/api`. */
export const contract = {
  channels: oc.tag('channels').router(channelsContract),
  routing: oc.tag('routing').router(routingContract),
  conversions: oc.tag('conversions').router(conversionsContract),
  gatewayTokens: oc.tag('gateway tokens').router(gatewayTokensContract),
  requests: oc.tag('requests').router(requestsContract),
  analytics: oc.tag('analytics').router(analyticsContract),
  settings: oc.tag('settings').router(settingsContract),
  system: oc.tag('system').router(systemContract),
  presets: oc.tag('presets').router(presetsContract),
  prices: oc.tag('prices').router(pricesContract),
  transformers: oc.tag('transformers').router(transformersContract),
  backup: oc.tag('backup').router(backupContract),
};

/** The contract as its callers see it, whatever carries the call. */
export type ContractClient = ContractRouterClient<typeof contract>;
