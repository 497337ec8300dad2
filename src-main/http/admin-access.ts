import type { Clock, Logger } from '#main/gateway/ports';
import { createAttemptLimiter, type AttemptLimiter } from '#main/gateway/server/attempt-limiter';
import type { DashboardSessionRepository } from '#main/store/types';
import { createAdminGuard, type AdminGuard } from './admin-guard';
import { createAnswerRegister, type AnswerRegister } from './answer-register';
import { createDashboardSessions, type DashboardSessions } from './dashboard-sessions';
import type { LoginCodes } from './login-codes';
import { createSessionCookie, type SessionCookie } from './session-cookie';

/** Different wrong admin tokens, sessions and login codes that one address may send in a minute. */
const WRONG_SECRETS_PER_MINUTE = 10;

/** Who may administer Routex: whoever has the admin token, and browsers that were signed in by a link. */
export interface AdminAccess {
  readonly guard: AdminGuard;
  readonly codes: LoginCodes;
  readonly sessions: DashboardSessions;
  readonly cookie: SessionCookie;
  readonly attempts: AttemptLimiter;
  readonly answers: AnswerRegister;
}

export function createAdminAccess(options: {
  adminToken: string;
  codes: LoginCodes;
  repository: DashboardSessionRepository;
  /** What sets this Routex apart from others on the same machine: its data directory. */
  instance: string;
  clock: Clock;
  logger: Logger;
}): AdminAccess {
  const { adminToken, codes, repository, instance, clock, logger } = options;
  const sessions = createDashboardSessions({ repository, adminToken, clock, logger });
  const cookie = createSessionCookie({ adminToken, instance });
  const attempts = createAttemptLimiter({ limit: WRONG_SECRETS_PER_MINUTE, clock });
  const guard = createAdminGuard({ adminToken, sessions, cookie, attempts });
  const answers = createAnswerRegister({ isSignedIn: (secret) => sessions.use(secret) });
  return { guard, codes, sessions, cookie, attempts, answers };
}
