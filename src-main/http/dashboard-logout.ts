import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AdminAccess } from './admin-access';
import { DASHBOARD_PATH } from './dashboard-page';
import { isOwnPage } from './is-own-page';
import { sendError, sendText } from './respond';

/** Ends the session of the browser that asks, and what it still receives. */
export function createDashboardLogout({
  sessions,
  cookie,
  answers,
}: Pick<AdminAccess, 'sessions' | 'cookie' | 'answers'>): (
  request: IncomingMessage,
  response: ServerResponse,
) => void {
  return (request, response) => {
    if (!isOwnPage('POST', request.headers)) {
      const message = 'Sign out on the dashboard itself.';
      sendError(response, { status: 403, code: 'FORBIDDEN', message }, { connection: 'close' });
      return;
    }
    for (const secret of cookie.read(request.headers.cookie)) {
      sessions.end(secret);
      answers.cut(secret);
    }
    sendText(response, 303, 'text/plain; charset=utf-8', '', {
      location: DASHBOARD_PATH,
      'set-cookie': cookie.withdraw(),
    });
  };
}
