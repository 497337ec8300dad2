import type { ContractRouterClient } from '@orpc/contract';
import { channelsContract } from './channels';
import { gatewayTokensContract } from './gateway-tokens';
import { presetsContract } from './presets';
import { routingContract } from './routing';
import { systemContract } from './system';

/** Everything a user interface can ask of Routex. REST paths are relative to `/api`. */
export const contract = {
  channels: channelsContract,
  routing: routingContract,
  gatewayTokens: gatewayTokensContract,
  system: systemContract,
  presets: presetsContract,
};

/** The contract as its callers see it, whatever carries the call. */
export type ContractClient = ContractRouterClient<typeof contract>;
