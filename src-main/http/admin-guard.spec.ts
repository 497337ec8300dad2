import type { Socket } from 'node:net';
import type { IncomingHttpHeaders } from 'node:http';
import { expect, it } from 'vitest';
import { createAttemptLimiter } from '#main/gateway/server/attempt-limiter';
import { createAdminGuard } from './admin-guard';

const ADMIN_TOKEN = 'rtxa_fake-admin-token-for-tests';
const SESSION = 'fake-session';
const UNKNOWN = { by: null, cause: 'unknown' };

function openGuard() {
  const guard = createAdminGuard({
    adminToken: ADMIN_TOKEN,
    sessions: { use: (secret) => secret === SESSION },
    cookie: { read: (header) => header?.split(',') ?? [] },
    attempts: createAttemptLimiter({ limit: 3, clock: { monotonic: () => 0 } }),
  });
  const socket = { remoteAddress: '192.0.2.1' } as Socket;
  return (headers: IncomingHttpHeaders) => guard({ headers, socket });
}

it.each([
  [{ authorization: `Bearer ${ADMIN_TOKEN}` }, { by: 'token' }],
  [{ authorization: `bearer  ${ADMIN_TOKEN} ` }, { by: 'token' }],
  [{ cookie: SESSION }, { by: 'session', secret: SESSION }],
  [{ cookie: `planted-by-another-program,${SESSION}` }, { by: 'session', secret: SESSION }],
  // A program that names itself is not let in by what a browser happens to carry.
  [{ authorization: 'Bearer wrong', cookie: SESSION }, UNKNOWN],
  [{ authorization: `Bearer ${SESSION}` }, UNKNOWN],
  [{ cookie: ADMIN_TOKEN }, UNKNOWN],
  [{ authorization: ADMIN_TOKEN }, UNKNOWN],
  [{}, UNKNOWN],
])('%o is let in as %o', (headers, admission) => {
  expect(openGuard()(headers)).toEqual(admission);
});

it('does not count who presents nothing, and holds off who guesses', () => {
  const ask = openGuard();
  for (let times = 0; times < 10; times += 1) ask({});
  ask({ authorization: 'Bearer a' });
  ask({ authorization: 'Bearer b' });
  ask({ cookie: 'c' });
  const held = { by: null, cause: 'too-many-attempts', waitMs: 60_000 };
  expect(ask({ authorization: `Bearer ${ADMIN_TOKEN}` })).toEqual(held);
  expect(ask({ cookie: SESSION })).toEqual(held);
  expect(ask({})).toEqual(UNKNOWN);
});

it('lets go on who was let in before, when another program of the same machine guesses', () => {
  const ask = openGuard();
  ask({ cookie: SESSION });
  ask({ authorization: `Bearer ${ADMIN_TOKEN}` });
  for (const guess of ['a', 'b', 'c']) ask({ cookie: guess });
  expect(ask({ cookie: `d,${SESSION}` })).toEqual({ by: 'session', secret: SESSION });
  expect(ask({ authorization: `Bearer ${ADMIN_TOKEN}` })).toEqual({ by: 'token' });
  // What opens one way in is not looked at for the other.
  const held = { by: null, cause: 'too-many-attempts', waitMs: 60_000 };
  expect(ask({ cookie: ADMIN_TOKEN })).toEqual(held);
  expect(ask({ authorization: `Bearer ${SESSION}` })).toEqual(held);
  expect(ask({ authorization: 'Bearer d' })).toEqual(held);
});
