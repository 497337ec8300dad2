import type { HostControls } from '#main/api/api-context';
import { createLoginUrl } from '#main/http/dashboard-login';
import type { LoginCodes } from '#main/http/login-codes';

export interface ServiceControls {
  readonly host: HostControls;
  /** Somebody asked over the admin API for a stop; with how long to wait for running requests, if he said so. */
  readonly asked: Promise<number | undefined>;
  /** Somebody asked again and will not wait. */
  readonly insisted: Promise<void>;
}

/** What the admin API can do with the process that serves it. */
export function createHostControls(options: {
  codes: Pick<LoginCodes, 'create'>;
  /** Null while not listening. */
  address: () => string | null;
}): ServiceControls {
  const { codes, address } = options;
  const asked = Promise.withResolvers<number | undefined>();
  const insisted = Promise.withResolvers<void>();
  let stopping = false;

  return {
    host: {
      stop(drainMs) {
        if (stopping && drainMs === 0) insisted.resolve();
        stopping = true;
        asked.resolve(drainMs);
      },
      createDashboardLink() {
        const { code, expiresAt } = codes.create();
        return { url: createLoginUrl(address() ?? '', code), expiresAt };
      },
    },
    asked: asked.promise,
    insisted: insisted.promise,
  };
}
