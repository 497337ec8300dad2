import type { Logger } from '#main/gateway/ports';

/** Keeps one fault from ending the gateway for every client: what no code caught is logged, and the process serves on. */
export function guardProcess(process: NodeJS.Process, logger: Logger): void {
  process.on('uncaughtException', (error) => logger.error({ err: error }, 'uncaught exception'));
  process.on('unhandledRejection', (error) => logger.error({ err: error }, 'unhandled rejection'));
}
