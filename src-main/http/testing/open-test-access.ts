import type { Clock } from '#main/gateway/ports';
import { createLogger } from '#main/observability/create-logger';
import type { DashboardSessionRepository } from '#main/store/types';
import { createAdminAccess, type AdminAccess } from '../admin-access';
import { createLoginCodes } from '../login-codes';

export const TEST_ADMIN_TOKEN = 'rtxa_fake-admin-token-for-tests';

/** The real guard of the admin API and the dashboard, over the sessions of a real store. */
export function openTestAccess(options: {
  store: { readonly dashboardSessions: DashboardSessionRepository };
  adminToken?: string;
  clock?: Clock;
}): AdminAccess {
  const clock = options.clock ?? { now: () => Date.now(), monotonic: () => performance.now() };
  return createAdminAccess({
    adminToken: options.adminToken ?? TEST_ADMIN_TOKEN,
    codes: createLoginCodes(clock),
    repository: options.store.dashboardSessions,
    instance: 'test',
    clock,
    logger: createLogger({ level: 'silent', destination: 'stderr' }),
  });
}
