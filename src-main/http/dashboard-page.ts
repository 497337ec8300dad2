import type { ServerResponse } from 'node:http';
import { createTranslator } from '#shared/i18n/create-translator';
import { negotiateLocale } from '#shared/i18n/resolve-locale';
import { sendText } from './respond';

/** Nothing may be loaded, run or sent; only the page's own style applies. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const STYLE = `
  :root { color-scheme: light dark; font: 16px/1.6 system-ui, sans-serif; }
  body { max-width: 40rem; margin: 12vh auto; padding: 0 1.5rem; }
  h1 { font-size: 1.5rem; }
  pre { padding: .75rem 1rem; border: 1px solid color-mix(in srgb, currentColor 20%, transparent); border-radius: .5rem; overflow-x: auto; }
`;

/** Stands where the dashboard will be: says that Routex runs and how to use it from a terminal. */
export function sendDashboardPage(response: ServerResponse, acceptLanguage: string | undefined): void {
  sendText(response, 200, 'text/html; charset=utf-8', renderPage(acceptLanguage), {
    'content-security-policy': CONTENT_SECURITY_POLICY,
    vary: 'accept-language',
  });
}

function renderPage(acceptLanguage: string | undefined): string {
  const { locale, t } = createTranslator(negotiateLocale(acceptLanguage));
  const commands = [
    ['dashboard.addChannel', 'routex channel add --name Anthropic --provider anthropic'],
    ['dashboard.chooseChannel', 'routex use Anthropic'],
    ['dashboard.showStatus', 'routex status'],
    ['dashboard.showToken', 'routex token'],
  ] as const;
  const steps = commands
    .map(([key, command]) => `<p>${escapeHtml(t(key))}</p>\n<pre><code>${escapeHtml(command)}</code></pre>`)
    .join('\n');
  return `<!doctype html>
<html lang="${locale}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Routex</title>
<style>${STYLE}</style>
<h1>${escapeHtml(t('dashboard.running'))}</h1>
<p>${escapeHtml(t('dashboard.introduction'))}</p>
${steps}
<p>${escapeHtml(t('dashboard.fromCheckout', { command: 'npm run -s routex --' }))}</p>
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
