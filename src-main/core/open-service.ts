import type { SettingsStore } from '#main/data-directory/settings-store';
import type { DataDirectory } from '#main/data-directory/ensure-data-directory';
import type { Ownership } from '#main/data-directory/ownership';
import type { Logger } from '#main/gateway/ports';
import { createAdminAccess } from '#main/http/admin-access';
import { createHttpSurface } from '#main/http/create-http-surface';
import { loadDashboardFiles } from '#main/http/dashboard-files';
import { createLoginCodes } from '#main/http/login-codes';
import { loadAdminToken } from '#main/secrets/admin-token';
import { createHostControls, type ServiceControls } from './host-controls';
import { openCore, SYSTEM_CLOCK, type Core } from './open-core';

/** Routex with its listener: what `routex serve` and the desktop app run. */
export interface Service {
  readonly core: Core;
  readonly adminToken: string;
  /** What was asked for over the admin API. */
  readonly controls: ServiceControls;
  /** @throws {ListenError} and may then be called again */
  listen(listen: { readonly host: string; readonly port: number }): Promise<{ address: string }>;
  /** Takes no more requests and lets running ones finish for `drainMs`, unless somebody insists. Never rejects. */
  stop(wish: { readonly drainMs?: number | undefined; readonly insisted: Promise<unknown> }): Promise<void>;
  /** Writes what waits and closes the database; comes after `stop`. */
  close(): Promise<void>;
}

/** Call it only as the owner of the data directory. */
export function openService(options: {
  readonly paths: DataDirectory;
  readonly settings: SettingsStore;
  readonly ownership: Ownership;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absent: from the environment, else from the key's file. */
  readonly dataKey?: Uint8Array;
  readonly version: string;
  readonly logger: Logger;
}): Service {
  const { ownership, ...shared } = options;
  const { paths, env, version, logger } = options;
  const { token: adminToken } = loadAdminToken({ directory: paths.directory, env });
  const codes = createLoginCodes(SYSTEM_CLOCK);
  const controls = createHostControls({ codes, address: () => core.gateway.status().address });
  const core: Core = openCore({ ...shared, host: controls.host });
  const { gateway, router } = core;
  const access = createAdminAccess({
    adminToken,
    codes,
    repository: core.dashboardSessions,
    instance: paths.directory,
    clock: SYSTEM_CLOCK,
    logger,
  });
  const files = loadDashboardFiles();
  core.setFallback(createHttpSurface({ router, access, status: gateway.status, version, logger, files }));

  const logFailure = (error: unknown): void => logger.error({ err: error }, 'stopping the gateway failed');

  return {
    core,
    adminToken,
    controls,
    async listen(listen) {
      const { address } = await gateway.start(listen);
      ownership.publish({ address });
      return { address };
    },
    async stop({ drainMs, insisted }) {
      await core.announceStop();
      // Whoever asked through the admin API is answered first.
      await access.answers.settled();
      const drained = gateway.stop(drainMs === undefined ? {} : { drainMs }).catch(logFailure);
      const cut = insisted.then(() => gateway.stop({ drainMs: 0 })).catch(logFailure);
      await Promise.race([drained, cut]);
    },
    close: () => core.close(),
  };
}
