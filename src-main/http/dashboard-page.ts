import type { ServerResponse } from 'node:http';
import type { GatewayStatus } from '#main/gateway/types';
import type { Translate } from '#shared/i18n/create-translator';
import { escapeHtml, sendPage } from './page';

export const DASHBOARD_PATH = '/dashboard';
export const LOGOUT_PATH = `${DASHBOARD_PATH}/logout`;

const SECOND_MS = 1000;

/** Under `no-referrer` a browser sends the sign-out form with `Origin: null`, as from a foreign page. */
const OWN_REFERRER = { 'referrer-policy': 'same-origin' };

/** Stands where the dashboard will be, for a browser that is signed in. */
export function sendSignedInPage(
  response: ServerResponse,
  acceptLanguage: string | undefined,
  { address, state, activeRequests }: GatewayStatus,
): void {
  sendPage(response, acceptLanguage, ({ t }) => ({
    status: 200,
    headers: OWN_REFERRER,
    body: `<h1>${escapeHtml(t('dashboard.signedIn'))}</h1>
<dl>
<dt>${escapeHtml(t('dashboard.address'))}</dt><dd>${escapeHtml(address ?? '')}</dd>
<dt>${escapeHtml(t('dashboard.stateTitle'))}</dt><dd>${escapeHtml(t(`dashboard.state.${state}`))}</dd>
<dt>${escapeHtml(t('dashboard.activeRequests'))}</dt><dd>${activeRequests}</dd>
</dl>
${renderCommands(t)}
<form method="post" action="${LOGOUT_PATH}"><button>${escapeHtml(t('dashboard.signOut'))}</button></form>`,
  }));
}

/** Says that Routex runs, and how to sign in. Nothing of its owner's is on it. */
export function sendSignedOutPage(response: ServerResponse, acceptLanguage: string | undefined): void {
  sendPage(response, acceptLanguage, ({ t }) => ({
    status: 200,
    body: `<h1>${escapeHtml(t('dashboard.running'))}</h1>
<p>${escapeHtml(t('dashboard.howToSignIn'))}</p>
<pre><code>routex dashboard</code></pre>
${renderCheckoutHint(t)}`,
  }));
}

/** For an address that guessed too often: whether it is signed in is not looked at. */
export function sendHeldOffPage(
  response: ServerResponse,
  acceptLanguage: string | undefined,
  waitMs: number,
): void {
  const seconds = Math.ceil(waitMs / SECOND_MS);
  sendPage(response, acceptLanguage, ({ t }) => ({
    status: 429,
    headers: { 'retry-after': String(seconds) },
    body: `<h1>${escapeHtml(t('dashboard.heldOff.title'))}</h1>
<p>${escapeHtml(t('dashboard.heldOff.text', { seconds }))}</p>`,
  }));
}

function renderCommands(t: Translate): string {
  const commands = [
    ['dashboard.addChannel', 'routex channel add --name Anthropic --provider anthropic'],
    ['dashboard.chooseChannel', 'routex use Anthropic'],
    ['dashboard.showStatus', 'routex status'],
    ['dashboard.showToken', 'routex token'],
  ] as const;
  const steps = commands.map(
    ([key, command]) => `<p>${escapeHtml(t(key))}</p>\n<pre><code>${escapeHtml(command)}</code></pre>`,
  );
  return [`<p>${escapeHtml(t('dashboard.introduction'))}</p>`, ...steps, renderCheckoutHint(t)].join('\n');
}

export function renderCheckoutHint(t: Translate): string {
  return `<p>${escapeHtml(t('dashboard.fromCheckout', { command: 'npm run -s routex --' }))}</p>`;
}
