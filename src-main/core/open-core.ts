import { setTimeout as sleep } from 'node:timers/promises';
import type { HostControls } from '#main/api/api-context';
import { createApi, type ApiRouter } from '#main/api/create-api';
import { ensureGatewayToken, type EnsuredGatewayToken } from '#main/api/ensure-gateway-token';
import { createConfigSource } from '#main/api/gateway-config';
import { listUnreadable } from '#main/api/list-unreadable';
import type { DataDirectory } from '#main/data-directory/ensure-data-directory';
import type { SettingsStore } from '#main/data-directory/settings-store';
import { createGateway } from '#main/gateway/create-gateway';
import type { Clock, FallbackHandler, Logger } from '#main/gateway/ports';
import type { Gateway } from '#main/gateway/types';
import { createEventHub } from '#main/observability/event-hub';
import { publishRecords } from '#main/observability/publish-records';
import { redactText } from '#main/observability/redaction';
import { loadDataKey } from '#main/secrets/data-key';
import { createSecretCipher } from '#main/secrets/secret-cipher';
import { createAnalyticsReader } from '#main/store/analytics-reader';
import { createExchangeStore } from '#main/store/exchanges/create-exchange-store';
import { openStore } from '#main/store/open-store';
import { createRequestReader } from '#main/store/request-reader';
import { createRequestWriter } from '#main/store/request-writer';
import type { DashboardSessionRepository, Store } from '#main/store/types';
import { createConversionThread } from '#main/worker-threads/create-conversion-thread';
import { createUserCode } from '#main/worker-threads/user-code/create-user-code';
import type { StoreProblem } from '#shared/domain/store-problem';
import type { UnreadableRow } from '#shared/domain/unreadable-row';

export const SYSTEM_CLOCK: Clock = { now: () => Date.now(), monotonic: () => performance.now() };

/** A gateway without running requests cuts its connections at once, with what is on its way to live views. */
const ANNOUNCE_MS = 100;

const SERVES_NOTHING: FallbackHandler = { serve: () => false };

/** Routex without a listener of its own: what services and the commands that find none running are built on. */
export interface Core {
  readonly gateway: Gateway;
  readonly router: ApiRouter;
  readonly gatewayToken: EnsuredGatewayToken;
  /** Why the database is only read, as of now. */
  readonly storeProblem: StoreProblem | null;
  readonly dashboardSessions: DashboardSessionRepository;
  /** What is stored and not used, because it is not valid. */
  readonly unreadable: readonly UnreadableRow[];
  /** What the listener serves besides clients' paths; it needs the router, so it comes last. */
  setFallback(handler: FallbackHandler): void;
  /** The machine has slept: connections are gone that look open, and what was cooling has cooled. */
  wakeUp(): void;
  /** Tells live views that the gateway is about to stop; resolves when they had time to hear it. */
  announceStop(): Promise<void>;
  /** Writes what waits and closes the database. The gateway has been stopped before. */
  close(): Promise<void>;
}

/** Call it only as the owner of the data directory. */
export function openCore(options: {
  paths: DataDirectory;
  settings: SettingsStore;
  env: Readonly<Record<string, string | undefined>>;
  /** Absent: from the environment, else from the key's file. */
  dataKey?: Uint8Array;
  version: string;
  logger: Logger;
  /** What the admin API can do with this process; null where nothing will listen. */
  host: HostControls | null;
}): Core {
  const { paths, settings, env, version, logger, host } = options;
  const { directory, databasePath, bodiesPath, backupsDir } = paths;
  const clock = SYSTEM_CLOCK;
  const cipher = createSecretCipher(options.dataKey ?? loadDataKey({ directory, env }).key);
  const store = openStore({ path: databasePath, backupsDir, clock });
  try {
    const gatewayToken = ensureGatewayToken(store, cipher);
    const config = createConfigSource({ store, cipher, settings, unstoredToken: gatewayToken.unstored });
    const writer = createRequestWriter({ repository: store.requests, logger });
    const events = createEventHub();
    const analytics = createAnalyticsReader({ path: databasePath, clock });
    const requestReader = createRequestReader({ path: databasePath });
    const exchanges = createExchangeStore({
      path: bodiesPath,
      clock,
      logger,
      limits: () => settings.get().bodies,
    });
    const conversionDesk = createConversionThread();
    const userCode = createUserCode({ clock, logger });
    let fallback = SERVES_NOTHING;
    const gateway = createGateway({
      config,
      clock,
      logger,
      sink: publishRecords(writer, events),
      exchanges,
      redact: redactText,
      conversionDesk,
      routeHits: loadRouteHits(store, logger),
      onHealthChange: (channelId, health) => {
        events.publish({ type: 'channelHealth.changed', channelId, health });
      },
      userCode,
      fallback: {
        serve: (request, response) => fallback.serve(request, response),
        refuse: (request, response, error) => fallback.refuse?.(request, response, error) ?? false,
      },
    });
    const router = createApi({
      store,
      cipher,
      settings,
      config,
      gateway,
      clock,
      version,
      dataDirectory: directory,
      events,
      analytics,
      requestReader,
      exchanges,
      recorder: writer,
      userCode,
      host,
    });
    return {
      gateway,
      router,
      gatewayToken,
      get storeProblem() {
        return store.problem;
      },
      dashboardSessions: store.dashboardSessions,
      get unreadable() {
        return listUnreadable(store);
      },
      setFallback(handler) {
        fallback = handler;
      },
      wakeUp() {
        gateway.renewConnections();
        for (const { id } of store.channels.list()) gateway.resetChannelHealth(id);
        events.publish({ type: 'channels.changed' });
      },
      async announceStop() {
        events.publish({ type: 'state.changed', state: 'draining' });
        if (events.subscribers > 0) await sleep(ANNOUNCE_MS);
      },
      async close() {
        writer.close();
        events.close();
        await Promise.all([
          analytics.close(),
          requestReader.close(),
          exchanges.close(),
          conversionDesk.close(),
          userCode.close(),
        ]);
        store.close();
      },
    };
  } catch (error) {
    store.close();
    throw error;
  }
}

/** Counts are not worth a start that fails. */
function loadRouteHits(store: Store, logger: Logger): ReadonlyMap<string, number> {
  try {
    return store.requests.routeHits();
  } catch (error) {
    logger.warn({ err: error }, 'the hits of rules could not be read, and begin anew');
    return new Map();
  }
}
