import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { onTestFinished } from 'vitest';
import { ensureDataDirectory } from '#main/data-directory/ensure-data-directory';
import { createSettingsStore } from '#main/data-directory/settings-store';
import { createGateway } from '#main/gateway/create-gateway';
import type { Clock, GatewayConfig } from '#main/gateway/ports';
import type { Gateway } from '#main/gateway/types';
import { createLogger } from '#main/observability/create-logger';
import { createEventHub } from '#main/observability/event-hub';
import { redactText } from '#main/observability/redaction';
import { createSecretCipher } from '#main/secrets/secret-cipher';
import { createAnalyticsReader } from '#main/store/analytics-reader';
import { openStore } from '#main/store/open-store';
import { createRequestReader } from '#main/store/request-reader';
import type { ContractClient } from '#shared/contract/contract';
import type { RoutexEvent } from '#shared/domain/routex-event';
import type { HostControls } from '../api-context';
import { createApi, type ApiRouter } from '../create-api';
import { createExchangeStore } from '#main/store/exchanges/create-exchange-store';
import { createConfigSource } from '../gateway-config';

export const TEST_VERSION = '0.0.0-test';

/** The API over a real database and gateway in a folder of its own, ended with the test. */
export function openTestApi(
  options: { directory?: string; dataKey?: Uint8Array; host?: HostControls | null } = {},
) {
  const directory = options.directory ?? createTestDirectory();
  const paths = ensureDataDirectory(directory);
  const clock: Clock = { now: () => Date.now(), monotonic: () => performance.now() };
  const cipher = createSecretCipher(options.dataKey ?? new Uint8Array(32).fill(7));
  const store = openStore({ path: paths.databasePath, backupsDir: paths.backupsDir, clock });
  const settings = createSettingsStore(paths);
  const config = createConfigSource({ store, cipher, settings });
  const logger = createLogger({ level: 'silent', destination: 'stderr' });
  const real = createGateway({ config, clock, logger, sink: { record: () => {} }, redact: redactText });
  const applied: GatewayConfig[] = [];
  const gateway: Gateway = {
    ...real,
    applyConfig(next) {
      applied.push(next);
      real.applyConfig(next);
    },
  };
  const hub = createEventHub();
  const published: RoutexEvent[] = [];
  const events = {
    ...hub,
    get subscribers() {
      return hub.subscribers;
    },
    publish(event: RoutexEvent) {
      published.push(event);
      hub.publish(event);
    },
  };
  const analytics = createAnalyticsReader({ path: paths.databasePath, clock });
  const requestReader = createRequestReader({ path: paths.databasePath });
  const exchanges = createExchangeStore({
    path: paths.bodiesPath,
    clock,
    logger,
    limits: () => settings.get().bodies,
  });
  const counters = { written: 0, dropped: 0, failed: 0 };
  const router: ApiRouter = createApi({
    store,
    cipher,
    settings,
    config,
    gateway,
    clock,
    version: TEST_VERSION,
    dataDirectory: directory,
    events,
    analytics,
    requestReader,
    exchanges,
    recorder: { counters },
    userCode: { problems: () => [] },
    host: options.host ?? null,
  });
  const client: ContractClient = createRouterClient(router);
  let open = true;
  const close = async (): Promise<void> => {
    if (!open) return;
    open = false;
    await gateway.stop({ drainMs: 0 });
    hub.close();
    await Promise.all([analytics.close(), requestReader.close()]);
    store.close();
  };
  onTestFinished(close);
  return {
    directory,
    store,
    cipher,
    settings,
    config,
    gateway,
    events,
    counters,
    applied,
    published,
    router,
    client,
    logger,
    close,
  };
}

export function createTestDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'routex-api-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** Every byte below a directory, for what must not be in any of them. */
export function readAllBytes(directory: string): string {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n');
}
