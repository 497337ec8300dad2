import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ApiRouter } from '#main/api/create-api';
import type { FallbackHandler, Logger } from '#main/gateway/ports';
import type { GatewayStatus } from '#main/gateway/types';
import { createAdminGuard } from './admin-guard';
import { API_PREFIX, createApiEndpoint } from './api-endpoint';
import { sendDashboardPage } from './dashboard-page';
import { sendLive, sendReady } from './health';
import { sendError, sendMethodNotAllowed } from './respond';

type Endpoint = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * What the gateway's listener serves besides the clients' paths: the admin API, health and the dashboard. Host and
 * Origin have been checked before.
 */
export function createHttpSurface(options: {
  router: ApiRouter;
  adminToken: string;
  status: () => GatewayStatus;
  version: string;
  logger: Logger;
}): FallbackHandler {
  const { router, adminToken, status, version, logger } = options;
  const serveApi = createApiEndpoint({ router, isAdmin: createAdminGuard(adminToken), version, logger });
  const readOnly = new Map<string, Endpoint>([
    ['/health/live', (_, response) => sendLive(response)],
    ['/health/ready', (_, response) => sendReady(response, status().state)],
    ['/dashboard', (request, response) => sendDashboardPage(response, request.headers['accept-language'])],
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
    const endpoint = readOnly.get(pathname.length > 1 ? pathname.replace(/\/$/, '') : pathname);
    if (endpoint === undefined) return false;
    if (request.method === 'GET' || request.method === 'HEAD') endpoint(request, response);
    else sendMethodNotAllowed(response, 'GET, HEAD');
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
