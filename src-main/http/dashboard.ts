import type { IncomingMessage, ServerResponse } from 'node:http';
import type { GatewayStatus } from '#main/gateway/types';
import type { AdminAccess } from './admin-access';
import type { DashboardFiles } from './dashboard-files';
import { DASHBOARD_PATH, sendHeldOffPage, sendSignedInPage, sendSignedOutPage } from './dashboard-page';
import { isOwnPage } from './is-own-page';

/** Serves the dashboard's page, whatever a browser may see of it: a small one where the dashboard has not been built. */
export function createDashboard(
  { guard }: Pick<AdminAccess, 'guard'>,
  status: () => GatewayStatus,
  files: DashboardFiles | null,
): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    const { headers } = request;
    const language = headers['accept-language'];
    const admission = guard(request);
    if (admission.by === null && admission.cause === 'too-many-attempts')
      sendHeldOffPage(response, language, admission.waitMs);
    // A page is for a browser: the admin token of a program does not open it.
    else if (admission.by === 'session' && isOwnPage('GET', headers)) {
      if (files === null) sendSignedInPage(response, language, status());
      else if (isFolder(request)) files.serveIndex(response);
      // Its files are named beside it.
      else response.writeHead(308, { location: `${DASHBOARD_PATH}/`, 'content-length': 0 }).end();
    } else sendSignedOutPage(response, language);
  };
}

function isFolder({ url = '' }: IncomingMessage): boolean {
  return url.split('?', 1)[0]?.endsWith('/') === true;
}
