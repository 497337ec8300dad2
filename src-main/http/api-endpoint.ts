import type { IncomingMessage, ServerResponse } from 'node:http';
import { ORPCError } from '@orpc/contract';
import { OpenAPIHandler } from '@orpc/openapi/node';
import { BodyLimitPlugin } from '@orpc/server/node';
import type { ApiRouter } from '#main/api/create-api';
import type { Logger } from '#main/gateway/ports';
import { sendError, sendJson, sendMethodNotAllowed } from './respond';
import type { AdminGuard } from './admin-guard';
import { createOpenApiDocument } from './openapi-document';

export const API_PREFIX = '/api';
const DOCUMENT_PATH = `${API_PREFIX}/openapi.json`;
const MAX_BODY_BYTES = 1024 * 1024;

/** Serves the contract under `/api` to whoever has the admin token. */
export function createApiEndpoint(options: {
  router: ApiRouter;
  isAdmin: AdminGuard;
  version: string;
  logger: Logger;
}): (request: IncomingMessage, response: ServerResponse, pathname: string) => Promise<void> {
  const { router, isAdmin, version, logger } = options;
  const document = createOpenApiDocument(version);
  const handler = new OpenAPIHandler(router, {
    plugins: [new BodyLimitPlugin({ maxBodySize: MAX_BODY_BYTES })],
    // Around the procedure only: what the parser says of a broken body repeats it, keys included.
    clientInterceptors: [
      async ({ next, path }) => {
        try {
          return await next();
        } catch (error) {
          logUnexpected(error, path.join('.'), logger);
          throw error;
        }
      },
    ],
  });

  return async (request, response, pathname) => {
    if (!isAdmin(request.headers)) {
      sendError(
        response,
        {
          status: 401,
          code: 'UNAUTHORIZED',
          message:
            'The admin API needs the admin token as "Authorization: Bearer …". `routex serve --json` prints it; a gateway token does not open this path.',
        },
        // What the refused request still sends is not read.
        { 'www-authenticate': 'Bearer realm="Routex admin API"', connection: 'close' },
      );
      return;
    }
    if (pathname === DOCUMENT_PATH) {
      if (request.method !== 'GET' && request.method !== 'HEAD') sendMethodNotAllowed(response, 'GET, HEAD');
      else sendJson(response, 200, await document());
      return;
    }
    response.setHeader('cache-control', 'no-store');
    response.setHeader('x-content-type-options', 'nosniff');
    const { matched } = await handler.handle(request, response, { prefix: API_PREFIX });
    if (matched) return;
    sendError(response, {
      status: 404,
      code: 'NOT_FOUND',
      message: `The admin API has no such path and method. ${DOCUMENT_PATH} lists them.`,
    });
  };
}

/** Errors that are not part of the contract are faults of Routex: logged, and told to the caller without details. */
function logUnexpected(error: unknown, procedure: string, logger: Logger): void {
  if (error instanceof ORPCError && error.status < 500) return;
  logger.error({ err: error, procedure }, 'the admin API failed');
}
