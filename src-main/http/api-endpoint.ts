import type { IncomingMessage, ServerResponse } from 'node:http';
import { OpenAPIHandler } from '@orpc/openapi/node';
import type { ApiRouter } from '#main/api/create-api';
import type { Logger } from '#main/gateway/ports';
import type { AdminAccess } from './admin-access';
import { createErrorLog } from './log-api-errors';
import { createOpenApiDocument } from './openapi-document';
import { readJsonBody } from './read-json-body';
import { refuseAdmission } from './refuse-admission';
import { sendError, sendJson, sendMethodNotAllowed, setCommonHeaders } from './respond';

export const API_PREFIX = '/api';
const DOCUMENT_PATH = `${API_PREFIX}/openapi.json`;

const METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE';

/** Serves the contract under `/api` to whoever has the admin token or a dashboard session. */
export function createApiEndpoint(options: {
  router: ApiRouter;
  access: Pick<AdminAccess, 'guard' | 'answers' | 'cookie'>;
  version: string;
  logger: Logger;
}): (request: IncomingMessage, response: ServerResponse, pathname: string) => Promise<void> {
  const { router, access, version, logger } = options;
  const document = createOpenApiDocument({ version, sessionCookie: access.cookie.name });
  const handler = new OpenAPIHandler(router, { clientInterceptors: [createErrorLog(logger)] });

  return async (request, response, pathname) => {
    // A browser asks with it whether a page of another origin may call; none may.
    if (request.method === 'OPTIONS') {
      sendMethodNotAllowed(response, METHODS);
      return;
    }
    const admission = access.guard(request);
    if (refuseAdmission(admission, request, response)) return;
    access.answers.add(response, admission.by === 'session' ? admission.secret : null);
    if (pathname === DOCUMENT_PATH) {
      if (request.method !== 'GET' && request.method !== 'HEAD') sendMethodNotAllowed(response, 'GET, HEAD');
      else sendJson(response, 200, await document());
      return;
    }
    const read = await readJsonBody(request);
    if (read === null) return;
    if ('refusal' in read) {
      sendError(response, read.refusal);
      return;
    }
    setCommonHeaders(response);
    // oRPC reads the request itself unless it finds a body.
    const received = Object.assign(request, { body: read.body });
    const { matched } = await handler.handle(received, response, { prefix: API_PREFIX });
    if (matched) return;
    sendError(response, {
      status: 404,
      code: 'NOT_FOUND',
      message: `The admin API has no such path and method. ${DOCUMENT_PATH} lists them.`,
    });
  };
}
