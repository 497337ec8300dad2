import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ApiRouter } from '#main/api/create-api';
import type { FallbackHandler, Logger } from '#main/gateway/ports';
import type { GatewayStatus } from '#main/gateway/types';
import type { AdminAccess } from './admin-access';
import { API_PREFIX, createApiEndpoint } from './api-endpoint';
import { createDashboard } from './dashboard';
import type { DashboardFiles } from './dashboard-files';
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
const FILES_PREFIX = `${DASHBOARD_PATH}/`;

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
  /** Null where the dashboard has not been built. */
  files?: DashboardFiles | null;
}): FallbackHandler {
  const { router, access, status, version, logger, files = null } = options;
  const serveApi = createApiEndpoint({ router, access, version, logger });
  const endpoints = new Map<string, Endpoint>([
    ['/health/live', { methods: READ, answer: (_, response) => sendLive(response) }],
    ['/health/ready', { methods: READ, answer: (_, response) => sendReady(response, status().state) }],
    [DASHBOARD_PATH, { methods: READ, answer: createDashboard(access, status, files) }],
    [LOGIN_PATH, { methods: READ, answer: createDashboardLogin(access) }],
    [LOGOUT_PATH, { methods: ['POST'], answer: createDashboardLogout(access) }],
  ]);

  const findEndpoint = (pathname: string): Endpoint | undefined =>
    endpoints.get(pathname.length > 1 ? pathname.replace(/\/$/, '') : pathname);

  /** The page's own scripts and styles tell nothing of anybody, so they need no session. */
  const serveFile = (pathname: string, { method = '' }: IncomingMessage, response: ServerResponse): boolean =>
    READ.includes(method) &&
    pathname.startsWith(FILES_PREFIX) &&
    files?.serve(pathname.slice(FILES_PREFIX.length), response) === true;

  return {
    serve(request, response) {
      const pathname = selectPathname(request);
      if (isApiPath(pathname)) {
        serveApi(request, response, pathname).catch((error: unknown) => {
          const fields = { err: error, method: request.method, path: pathname };
          if (hasLeft(response, error)) {
            logger.debug(fields, 'a caller of the admin API left');
            response.destroy();
            return;
          }
          logger.error(fields, 'the admin API failed');
          sendFault(response);
        });
        return true;
      }
      const endpoint = findEndpoint(pathname);
      if (endpoint === undefined) return serveFile(pathname, request, response);
      if (endpoint.methods.includes(request.method ?? '')) endpoint.answer(request, response);
      else sendMethodNotAllowed(response, endpoint.methods.join(', '));
      return true;
    },

    refuse(request, response, { message }) {
      const pathname = selectPathname(request);
      if (!isApiPath(pathname) && findEndpoint(pathname) === undefined) return false;
      sendError(response, { status: 403, code: 'FORBIDDEN', message });
      return true;
    },
  };
}

function selectPathname({ url = '/' }: IncomingMessage): string {
  return url.split('?', 1)[0] ?? '/';
}

function isApiPath(pathname: string): boolean {
  return pathname === API_PREFIX || pathname.startsWith(`${API_PREFIX}/`);
}

const CONNECTION_LOST: ReadonlySet<unknown> = new Set(['ECONNRESET', 'EPIPE']);

/** Whether whoever asked has gone; what fails then has nobody to be told to, and is no fault. */
function hasLeft(response: ServerResponse, error: unknown): boolean {
  if (response.destroyed) return true;
  return error instanceof Error && 'code' in error && CONNECTION_LOST.has(error.code);
}

function sendFault(response: ServerResponse): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const message = 'Routex failed to answer. Its log says why.';
  sendError(response, { status: 500, code: 'INTERNAL_SERVER_ERROR', message });
}
