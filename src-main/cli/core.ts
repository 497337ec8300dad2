import { createApi, type ApiRouter } from '#main/api/create-api';
import { ensureGatewayToken } from '#main/api/ensure-gateway-token';
import { createConfigSource } from '#main/api/gateway-config';
import type { DataDirectory } from '#main/data-directory/ensure-data-directory';
import type { SettingsStore } from '#main/data-directory/settings-store';
import { createGateway } from '#main/gateway/create-gateway';
import type { Clock, FallbackHandler, Logger } from '#main/gateway/ports';
import type { Gateway } from '#main/gateway/types';
import { redactText } from '#main/observability/redaction';
import { loadDataKey } from '#main/secrets/data-key';
import { createSecretCipher } from '#main/secrets/secret-cipher';
import { openStore } from '#main/store/open-store';
import { createRequestWriter } from '#main/store/request-writer';

const SYSTEM_CLOCK: Clock = { now: () => Date.now(), monotonic: () => performance.now() };

const servesNothing: FallbackHandler = () => false;

/** Routex without a listener of its own: what `serve` and the commands that find none running are built on. */
export interface Core {
  readonly gateway: Gateway;
  readonly router: ApiRouter;
  /** In full. */
  readonly gatewayToken: string;
  /** What the listener serves besides clients' paths; it needs the router, so it comes last. */
  setFallback(handler: FallbackHandler): void;
  /** Writes what waits and closes the database. The gateway has been stopped before. */
  close(): void;
}

/** Call it only as the owner of the data directory. */
export function openCore(options: {
  paths: DataDirectory;
  settings: SettingsStore;
  env: Readonly<Record<string, string | undefined>>;
  version: string;
  logger: Logger;
}): Core {
  const { paths, settings, env, version, logger } = options;
  const { directory, databasePath, backupsDir } = paths;
  const clock = SYSTEM_CLOCK;
  const { key } = loadDataKey({ directory, env });
  const cipher = createSecretCipher(key);
  const store = openStore({ path: databasePath, backupsDir, clock });
  try {
    const gatewayToken = ensureGatewayToken(store, cipher);
    const config = createConfigSource({ store, cipher, settings });
    const writer = createRequestWriter({ repository: store.requests, logger });
    let fallback: FallbackHandler = servesNothing;
    const gateway = createGateway({
      config,
      clock,
      logger,
      sink: writer,
      redact: redactText,
      fallback: (request, response) => fallback(request, response),
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
    });
    return {
      gateway,
      router,
      gatewayToken,
      setFallback(handler) {
        fallback = handler;
      },
      close() {
        writer.close();
        store.close();
      },
    };
  } catch (error) {
    store.close();
    throw error;
  }
}
