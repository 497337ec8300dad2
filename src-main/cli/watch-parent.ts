const POLL_MS = 1000;

/**
 * Resolves when the shell that npm started this program in is gone; never for a program started otherwise. npm passes a
 * stop on to that shell only, which does not pass it on: without this the gateway would be left running, unowned.
 */
export function untilParentIsGone(
  env: Readonly<Record<string, string | undefined>>,
  parentPid: () => number,
): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (env['npm_lifecycle_event'] === undefined) return promise;
  const parent = parentPid();
  const timer = setInterval(() => {
    if (parentPid() === parent) return;
    clearInterval(timer);
    resolve();
  }, POLL_MS);
  timer.unref();
  return promise;
}
