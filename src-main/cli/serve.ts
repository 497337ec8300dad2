import { call } from '@orpc/server';
import { DirectoryOwnedError } from '#main/data-directory/data-directory-error';
import { ensureDataDirectory } from '#main/data-directory/ensure-data-directory';
import { acquireOwnership, readOwner, type Ownership } from '#main/data-directory/ownership';
import { createSettingsStore } from '#main/data-directory/settings-store';
import { ListenError } from '#main/gateway/listen-error';
import type { Logger } from '#main/gateway/ports';
import type { Gateway } from '#main/gateway/types';
import { createAdminAccess } from '#main/http/admin-access';
import { loadDashboardFiles } from '#main/http/dashboard-files';
import { createHttpSurface } from '#main/http/create-http-surface';
import { createLoginCodes } from '#main/http/login-codes';
import { createLogger } from '#main/observability/create-logger';
import { loadAdminToken } from '#main/secrets/admin-token';
import type { Channel } from '#shared/domain/channel';
import type { CliContext } from './cli-context';
import { openCore, SYSTEM_CLOCK, type Core } from './core';
import { explainListenError } from './explain-listen-error';
import { guardProcess } from './guard-process';
import { createHostControls } from './host-controls';
import { isLoopback, selectListen } from './select-listen';
import { createReporter, printServeJson, printServeReport } from './serve-report';
import { watchStopSignals } from './stop-signals';
import { tuneHeap } from './tune-heap';
import { untilParentIsGone } from './watch-parent';

/** A command that works on the database itself has the directory for a moment only. */
const OWNERSHIP_WAIT_MS = 3000;

/** Whatever still keeps the process alive after everything was closed does not keep it longer than this. */
const EXIT_GRACE_MS = 1000;

export interface ServeOptions {
  readonly host?: string;
  readonly port?: number;
  readonly json: boolean;
  readonly showToken: boolean;
}

/** Runs the gateway until a signal or the admin API asks for its end. */
export async function serve(options: ServeOptions, context: CliContext): Promise<void> {
  tuneHeap();
  const { env, version, stderr } = context;
  const paths = ensureDataDirectory(context.directory);
  const settings = createSettingsStore(paths);
  const { logLevel, ...configured } = settings.get();
  const listen = selectListen(options, configured, context);
  const logger = createLogger({
    level: logLevel,
    destination: 'stderr',
    pretty: !options.json && stderr.isTTY,
  });
  settings.onChange((changed) => logger.setLevel(changed.logLevel));
  const ownership = ownDirectory(paths.directory, version);
  try {
    const { token: adminToken } = loadAdminToken({ directory: paths.directory, env });
    const clock = SYSTEM_CLOCK;
    const codes = createLoginCodes(clock);
    const controls = createHostControls({ codes, address: () => core.gateway.status().address });
    const core: Core = openCore({ paths, settings, env, version, logger, host: controls.host });
    try {
      const { gateway, router, dashboardSessions: repository } = core;
      const { token: gatewayToken, unstored } = core.gatewayToken;
      const instance = paths.directory;
      const access = createAdminAccess({ adminToken, codes, repository, instance, clock, logger });
      core.setFallback(
        createHttpSurface({
          router,
          access,
          status: gateway.status,
          version,
          logger,
          files: loadDashboardFiles(),
        }),
      );
      const signals = watchStopSignals(process, () => performance.now());
      const parentGone = untilParentIsGone(env, () => process.ppid);
      const address = await startGateway(gateway, listen, settings.path, context);
      ownership.publish({ address });
      guardProcess(process, logger);
      const report = { address, gatewayToken, adminToken, channels: await listChannels(core) };
      if (options.json) printServeJson(report, context);
      else printServeReport(report, options.showToken || unstored !== null, context);
      const say = createReporter(options.json, logger, context);
      if (core.storeProblem !== null) say.storeProblem(core.storeProblem);
      for (const row of core.unreadable) say.unreadable(row);
      if (unstored !== null) say.tokenUnstored();
      if (!isLoopback(listen.host)) say.openToNetwork(listen.host);
      const asked = await Promise.race([signals.asked, parentGone, controls.asked]);
      say.stopping(gateway.status().activeRequests);
      await core.announceStop();
      // Whoever asked through the admin API is answered first.
      await access.answers.settled();
      const insisted = Promise.race([signals.insisted, controls.insisted]);
      await stopGateway(gateway, { drainMs: asked ?? undefined, insisted }, logger);
      say.stopped();
      setTimeout(() => process.exit(), EXIT_GRACE_MS).unref();
    } finally {
      await core.close();
    }
  } finally {
    ownership.release();
    logger.close();
  }
}

function ownDirectory(directory: string, version: string): Ownership {
  const owner = readOwner(directory);
  // One that listens is there to stay: no use in waiting for its end.
  if (owner !== null && owner.address !== null) throw new DirectoryOwnedError(directory, owner);
  return acquireOwnership({ directory, waitMs: OWNERSHIP_WAIT_MS, version });
}

async function startGateway(
  gateway: Gateway,
  listen: { host: string; port: number },
  config: string,
  context: CliContext,
): Promise<string> {
  try {
    const { address } = await gateway.start(listen);
    return address;
  } catch (error) {
    if (error instanceof ListenError) throw await explainListenError(error, config, context);
    throw error;
  }
}

function listChannels({ router }: Core): Promise<Channel[]> {
  return call(router.channels.list, undefined);
}

/** Lets running requests finish, unless somebody insists. */
async function stopGateway(
  gateway: Gateway,
  wish: { readonly drainMs: number | undefined; readonly insisted: Promise<void> },
  logger: Logger,
): Promise<void> {
  const { drainMs, insisted } = wish;
  const logFailure = (error: unknown): void => logger.error({ err: error }, 'stopping the gateway failed');
  const drained = gateway.stop(drainMs === undefined ? {} : { drainMs }).catch(logFailure);
  const cut = insisted.then(() => gateway.stop({ drainMs: 0 })).catch(logFailure);
  await Promise.race([drained, cut]);
}
