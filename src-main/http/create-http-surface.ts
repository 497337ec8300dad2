import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ApiRouter } from '#main/api/create-api';
import type { FallbackHandler, Logger } from '#main/gateway/ports';
import type { GatewayStatus } from '#main/gateway/types';
import type { AdminAccess } from './admin-access';
import { API_PREFIX, createApiEndpoint } from './api-endpoint';
import { createDashboard } from './dashboard';
import { createDashboardLogin, LOGIN_PATH } from './dashboard-login';
import { createDashboardLogout } from './dashboard-logout';
import { DASHBOARD_PATH, LOGOUT_PATH } from './dashboard-page';
import { sendLive, sendReady } from './health';
import { sendError, sendMethodNotAllowed } from './respond';

interface Endpoint {
  readonly methods: readonly string[];
  readonly answer: (request: IncomingMessage, response: ServerResponse) => void;
}

const READ = ['GET', 'HEAD'];

/**
 * What the gateway's listener serves besides the clients' paths: the admin API, health and the dashboard. Host and
 * Origin have been checked before.
 */
export function createHttpSurface(options: {
  router: ApiRouter;
  access: AdminAccess;
  status: () => GatewayStatus;
  version: string;
  logger: Logger;
}): FallbackHandler {
  const { router, access, status, version, logger } = options;
  const serveApi = createApiEndpoint({ router, access, version, logger });
  const endpoints = new Map<string, Endpoint>([
    ['/health/live', { methods: READ, answer: (_, response) => sendLive(response) }],
    ['/health/ready', { methods: READ, answer: (_, response) => sendReady(response, status().state) }],
    [DASHBOARD_PATH, { methods: READ, answer: createDashboard(access, status) }],
    [LOGIN_PATH, { methods: READ, answer: createDashboardLogin(access) }],
    [LOGOUT_PATH, { methods: ['POST'], answer: createDashboardLogout(access) }],
  ]);

  return (request, response) => {
    const pathname = (request.url ?? '/').split('?', 1)[0] ?? '/';
    if (pathname === API_PREFIX || pathname.startsWith(`${API_PREFIX}/`)) {
      serveApi(request, response, pathname).catch((error: unknown) => {
        logger.error({ err: error, method: request.method, path: pathname }, 'the admin API failed');
        sendFault(response);
      });
      return true;
    }
    const endpoint = endpoints.get(pathname.length > 1 ? pathname.replace(/\/$/, '') : pathname);
    if (endpoint === undefined) return false;
    if (endpoint.methods.includes(request.method ?? '')) endpoint.answer(request, response);
    else sendMethodNotAllowed(response, endpoint.methods.join(', '));
    return true;
  };
}

function sendFault(response: ServerResponse): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const message = 'Routex failed to answer. Its log says why.';
  sendError(response, { status: 500, code: 'INTERNAL_SERVER_ERROR', message });
}
