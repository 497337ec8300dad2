import { isFromOtherSite } from '#main/gateway/server/guard-source';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AttemptLimiter } from '#main/gateway/server/attempt-limiter';
import type { Translate } from '#shared/i18n/create-translator';
import { DASHBOARD_PATH, renderCheckoutHint, sendHeldOffPage } from './dashboard-page';
import type { DashboardSessions } from './dashboard-sessions';
import type { LoginCodes } from './login-codes';
import { escapeHtml, sendPage, type Page } from './page';
import type { SessionCookie } from './session-cookie';

export const LOGIN_PATH = `${DASHBOARD_PATH}/login`;

/** Where a browser goes to sign in. */
export function createLoginUrl(address: string, code: string): string {
  return `${address}${LOGIN_PATH}?code=${code}`;
}

/**
 * Turns the code of a link into a session. The browser then moves on by itself, from this page: it does not send a
 * `SameSite=Strict` cookie along a redirect that began on another site, such as the chat the link was sent through.
 */
export function createDashboardLogin(options: {
  codes: LoginCodes;
  sessions: Pick<DashboardSessions, 'begin'>;
  cookie: Pick<SessionCookie, 'issue'>;
  attempts: AttemptLimiter;
}): (request: IncomingMessage, response: ServerResponse) => void {
  const { codes, sessions, cookie, attempts } = options;

  return (request, response) => {
    const { headers, socket } = request;
    const language = headers['accept-language'];
    // Whoever looks what is behind a link must not use it up before the person does.
    if (request.method === 'HEAD' || !isVisit(headers)) {
      sendPage(response, language, () => ({ status: request.method === 'HEAD' ? 200 : 503, body: '' }));
      return;
    }
    const waitMs = attempts.waitMs(socket);
    if (waitMs !== null) {
      sendHeldOffPage(response, language, waitMs);
      return;
    }
    const code = new URLSearchParams(request.url?.split('?')[1] ?? '').get('code') ?? '';
    if (codes.redeem(code)) {
      const setCookie = cookie.issue(sessions.begin());
      sendPage(response, language, ({ t }) => renderWelcome(setCookie, t));
      return;
    }
    // A page can send its visitor here, and must not lock the owner out.
    if (code !== '' && !isFromOtherSite(request.headers)) attempts.note(socket, [code]);
    sendPage(response, language, ({ t }) => renderRefusal(t));
  };
}

function renderWelcome(setCookie: string, t: Translate): Page {
  return {
    status: 200,
    headers: { 'set-cookie': setCookie },
    moveOnTo: DASHBOARD_PATH,
    body: `<h1>${escapeHtml(t('dashboard.signedIn'))}</h1>
<p><a href="${DASHBOARD_PATH}">${escapeHtml(t('dashboard.login.moveOn'))}</a></p>`,
  };
}

function renderRefusal(t: Translate): Page {
  return {
    status: 403,
    body: `<h1>${escapeHtml(t('dashboard.login.refused'))}</h1>
<p>${escapeHtml(t('dashboard.login.codeInvalid'))}</p>
<pre><code>routex dashboard</code></pre>
${renderCheckoutHint(t)}`,
  };
}

/** A person's visit, and not a browser that fetches ahead or a page that embeds the link. */
function isVisit(headers: IncomingMessage['headers']): boolean {
  const purposes = [headers['sec-purpose'], headers['purpose'], headers['x-moz'], headers['x-purpose']];
  if (purposes.some((purpose) => /prefetch|prerender|preview/i.test(String(purpose ?? '')))) return false;
  const destination = headers['sec-fetch-dest'];
  return destination === undefined || destination === 'document';
}
