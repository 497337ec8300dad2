import { implement } from '@orpc/server';
import type { SettingsStore } from '#main/data-directory/settings-store';
import type { Clock, ConfigSource } from '#main/gateway/ports';
import type { Gateway } from '#main/gateway/types';
import type { UserCode } from '#main/gateway/user-code/user-code';
import type { SecretCipher } from '#main/secrets/secret-cipher';
import type { EventHub } from '#main/observability/event-hub';
import type { AnalyticsReader } from '#main/store/analytics-reader';
import type { RequestReader } from '#main/store/request-reader';
import type { RequestWriterCounters } from '#main/store/request-writer';
import type { ExchangeStore } from '#main/store/exchanges/create-exchange-store';
import type { Store } from '#main/store/types';
import { contract } from '#shared/contract/contract';
import { convertError, type Subject } from './convert-error';

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
  readonly events: EventHub;
  readonly analytics: AnalyticsReader;
  readonly requestReader: RequestReader;
  /** Bodies of requests, as far as they are kept. */
  readonly exchanges: Pick<ExchangeStore, 'get' | 'clear'>;
  /** What was recorded, and what was not. */
  readonly recorder: { readonly counters: Pick<RequestWriterCounters, 'written' | 'dropped' | 'failed'> };
  readonly userCode: Pick<UserCode, 'problems'>;
  /** Null where no gateway listens: a command that works on the data directory itself. */
  readonly host: HostControls | null;
}

/** What the process that listens can do, and a command that only opened the database cannot. */
export interface HostControls {
  /** Begins a graceful end of the process and returns at once. */
  stop(drainMs?: number): void;
  createDashboardLink(): { readonly url: string; readonly expiresAt: number };
}

/** The contract's implementer, with what procedures throw turned into the contract's errors. */
export function createImplementer({ store }: Pick<ApiDependencies, 'store'>) {
  return implement(contract).use(async ({ next, path }, input: unknown) => {
    try {
      return await next();
    } catch (error) {
      throw convertError(error, () => selectSubject(path, input, store));
    }
  });
}
export type Implementer = ReturnType<typeof createImplementer>;

/** What an input, not yet validated, is about: the stored thing it names, else the name it brings. */
function selectSubject([domain]: readonly string[], input: unknown, store: Store): Subject {
  switch (domain) {
    case 'channels':
      return { kind: 'channel', name: selectName(input, (id) => store.channels.get(id)) };
    case 'gatewayTokens':
      return { kind: 'gateway_token', name: selectName(input, (id) => store.gatewayTokens.get(id)) };
    default:
      return { kind: null, name: null };
  }
}

function selectName(input: unknown, find: (id: string) => { readonly name: string } | null): string | null {
  if (typeof input !== 'object' || input === null) return null;
  try {
    const stored = 'id' in input && typeof input.id === 'string' ? find(input.id) : null;
    if (stored !== null) return stored.name;
  } catch {
    // An unreadable database says so itself; this is about what was wrong with the input.
  }
  return 'name' in input && typeof input.name === 'string' ? input.name.trim() || null : null;
}
