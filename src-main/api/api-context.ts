import { implement } from '@orpc/server';
import type { SettingsStore } from '#main/data-directory/settings-store';
import type { Clock, ConfigSource } from '#main/gateway/ports';
import type { Gateway } from '#main/gateway/types';
import type { SecretCipher } from '#main/secrets/secret-cipher';
import type { Store } from '#main/store/types';
import { contract } from '#shared/contract/contract';
import { toApiError } from './api-error';

/** What the contract is implemented over. */
export interface ApiDependencies {
  readonly store: Store;
  readonly cipher: SecretCipher;
  readonly settings: SettingsStore;
  readonly config: ConfigSource;
  readonly gateway: Gateway;
  readonly clock: Clock;
  readonly version: string;
  readonly dataDirectory: string;
}

/** The contract's implementer, with what procedures throw turned into the contract's errors. */
export function createImplementer({ store }: Pick<ApiDependencies, 'store'>) {
  return implement(contract).use(async ({ next }, input: unknown) => {
    try {
      return await next();
    } catch (error) {
      throw toApiError(error, () => selectChannelName(input, store));
    }
  });
}
export type Implementer = ReturnType<typeof createImplementer>;

/** Name of the channel that an input, not yet validated, is about: the stored one, else the one it brings. */
function selectChannelName(input: unknown, store: Store): string | null {
  if (typeof input !== 'object' || input === null) return null;
  const stored = 'id' in input && typeof input.id === 'string' ? store.channels.get(input.id) : null;
  if (stored !== null) return stored.name;
  return 'name' in input && typeof input.name === 'string' ? input.name.trim() || null : null;
}
