import type { IncomingMessage, ServerResponse } from 'node:http';
import type { GatewayStatus } from '#main/gateway/types';
import type { AdminAccess } from './admin-access';
import { sendHeldOffPage, sendSignedInPage, sendSignedOutPage } from './dashboard-page';
import { isOwnPage } from './is-own-page';

/** Serves the dashboard's page, whatever a browser may see of it. */
export function createDashboard(
  { guard }: Pick<AdminAccess, 'guard'>,
  status: () => GatewayStatus,
): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    const { headers } = request;
    const language = headers['accept-language'];
    const admission = guard(request);
    if (admission.by === null && admission.cause === 'too-many-attempts')
      sendHeldOffPage(response, language, admission.waitMs);
    // A page is for a browser: the admin token of a program does not open it.
    else if (admission.by === 'session' && isOwnPage('GET', headers))
      sendSignedInPage(response, language, status());
    else sendSignedOutPage(response, language);
  };
}
