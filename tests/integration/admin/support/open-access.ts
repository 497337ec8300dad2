import { onTestFinished } from 'vitest';
import { openTestApi, TEST_VERSION } from '#main/api/testing/open-test-api';
import type { Clock } from '#main/gateway/ports';
import { createHttpSurface } from '#main/http/create-http-surface';
import { LOGIN_PATH } from '#main/http/dashboard-login';
import { openTestAccess, TEST_ADMIN_TOKEN } from '#main/http/testing/open-test-access';
import { createLogger } from '#main/observability/create-logger';
import { exchangeRaw, type RawExchange, type RawRequest } from '#tests/support/fake-provider/index';
import { startTestGateway } from '#tests/support/gateway/start-test-gateway';

export const BEARER = { authorization: `Bearer ${TEST_ADMIN_TOKEN}` };
/** As a browser's address bar does. */
export const VISIT = {
  'sec-fetch-site': 'none',
  'sec-fetch-mode': 'navigate',
  'sec-fetch-dest': 'document',
  accept: 'text/html',
};

/** Time that a test moves on. */
export function createTestClock(): Clock & { pass(ms: number): void } {
  let passed = 0;
  return {
    now: () => Date.UTC(2026, 10, 23) + passed,
    monotonic: () => passed,
    pass: (ms) => void (passed += ms),
  };
}

/** The admin API and the dashboard behind the real listener and its guards, over a real database. */
export async function openAccess(
  options: {
    directory?: string;
    adminToken?: string;
    clock?: Clock;
    allowedHosts?: string[];
    allowedOrigins?: string[];
  } = {},
) {
  const { directory, adminToken = TEST_ADMIN_TOKEN, clock, allowedHosts, allowedOrigins } = options;
  const api = openTestApi(directory === undefined ? {} : { directory });
  const log: string[] = [];
  const logger = createLogger({ level: 'debug', destination: { write: (line) => void log.push(line) } });
  const access = openTestAccess({
    store: api.store,
    adminToken,
    ...(clock === undefined ? {} : { clock }),
  });
  const surface = createHttpSurface({
    router: api.router,
    access,
    status: () => gateway.gateway.status(),
    version: TEST_VERSION,
    logger,
  });
  const gateway = await startTestGateway({
    fallback: surface,
    settings: {
      ...(allowedHosts === undefined ? {} : { allowedHosts }),
      ...(allowedOrigins === undefined ? {} : { allowedOrigins }),
    },
  });
  const close = async (): Promise<void> => {
    await gateway.close();
    await api.close();
  };
  onTestFinished(close);

  const { url } = gateway;
  const ask = (path: string, request: RawRequest = {}): Promise<RawExchange> =>
    exchangeRaw(url + path, { method: 'GET', ...request });
  const visitLogin = (code: string, request: RawRequest = {}): Promise<RawExchange> =>
    ask(`${LOGIN_PATH}?code=${code}`, { headers: VISIT, ...request });
  /** Signs a browser in and gives what it sends with its own page's requests. */
  const signIn = async (): Promise<{ cookie: string; own: Record<string, string> }> => {
    const answer = await visitLogin(access.codes.create().code);
    const cookie = cookieOf(answer);
    return { cookie, own: { cookie, origin: url, 'sec-fetch-site': 'same-origin' } };
  };
  return { url, api, access, gateway, log, ask, visitLogin, signIn, close };
}

/** Name and value of the cookie an answer sets; the empty text when it sets none. */
export function cookieOf({ headers }: RawExchange): string {
  return headers['set-cookie']?.[0]?.split(';')[0] ?? '';
}

export function codeOf({ text }: RawExchange): unknown {
  return (JSON.parse(text) as { code: unknown }).code;
}
