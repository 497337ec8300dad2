import { call } from '@orpc/server';
import { guardProcess } from '#main/core/guard-process';
import { isLoopback } from '#main/core/is-loopback';
import type { Core } from '#main/core/open-core';
import { openService, type Service } from '#main/core/open-service';
import { tuneHeap } from '#main/core/tune-heap';
import { DirectoryOwnedError } from '#main/data-directory/data-directory-error';
import { ensureDataDirectory } from '#main/data-directory/ensure-data-directory';
import { acquireOwnership, readOwner, type Ownership } from '#main/data-directory/ownership';
import { createSettingsStore } from '#main/data-directory/settings-store';
import { ListenError } from '#main/gateway/listen-error';
import { createLogger } from '#main/observability/create-logger';
import type { Channel } from '#shared/domain/channel';
import type { CliContext } from './cli-context';
import { explainListenError } from './explain-listen-error';
import { selectListen } from './select-listen';
import { createReporter, printServeJson, printServeReport } from './serve-report';
import { watchStopSignals } from './stop-signals';
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
    const service = openService({ paths, settings, ownership, env, version, logger });
    const { core, controls, adminToken } = service;
    try {
      const { token: gatewayToken, unstored } = core.gatewayToken;
      const signals = watchStopSignals(process, () => performance.now());
      const parentGone = untilParentIsGone(env, () => process.ppid);
      const address = await startListening(service, listen, settings.path, context);
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
      say.stopping(core.gateway.status().activeRequests);
      const insisted = Promise.race([signals.insisted, controls.insisted]);
      await service.stop({ drainMs: asked ?? undefined, insisted });
      say.stopped();
      setTimeout(() => process.exit(), EXIT_GRACE_MS).unref();
    } finally {
      await service.close();
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

async function startListening(
  service: Service,
  listen: { host: string; port: number },
  config: string,
  context: CliContext,
): Promise<string> {
  try {
    const { address } = await service.listen(listen);
    return address;
  } catch (error) {
    if (error instanceof ListenError) throw await explainListenError(error, config, context);
    throw error;
  }
}

function listChannels({ router }: Core): Promise<Channel[]> {
  return call(router.channels.list, undefined);
}
