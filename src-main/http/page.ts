import type { ServerResponse } from 'node:http';
import { createTranslator, type Translator } from '#shared/i18n/create-translator';
import { negotiateLocale } from '#shared/i18n/resolve-locale';
import { sendText } from './respond';

/** Nothing may be loaded or run; only the page's own style applies, and its forms lead nowhere else. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const STYLE = `
  :root { color-scheme: light dark; font: 16px/1.6 system-ui, sans-serif; }
  body { max-width: 40rem; margin: 12vh auto; padding: 0 1.5rem; }
  h1 { font-size: 1.5rem; }
  pre { padding: .75rem 1rem; border: 1px solid color-mix(in srgb, currentColor 20%, transparent); border-radius: .5rem; overflow-x: auto; }
  dl { display: grid; grid-template-columns: auto 1fr; gap: .25rem 1.5rem; }
  dt { opacity: .7; }
  dd { margin: 0; }
  button { font: inherit; padding: .375rem 1rem; border-radius: .5rem; border: 1px solid color-mix(in srgb, currentColor 40%, transparent); background: transparent; color: inherit; cursor: pointer; }
`;

export interface Page {
  readonly status: number;
  /** What comes after the style, as HTML. */
  readonly body: string;
  /** Path the page moves on to by itself. */
  readonly moveOnTo?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A small page of its own, in the language the browser asks for. */
export function sendPage(
  response: ServerResponse,
  acceptLanguage: string | undefined,
  render: (translator: Translator) => Page,
): void {
  const translator = createTranslator(negotiateLocale(acceptLanguage));
  const { status, body, moveOnTo, headers } = render(translator);
  const refresh =
    moveOnTo === undefined ? '' : `<meta http-equiv="refresh" content="0; url=${escapeHtml(moveOnTo)}">\n`;
  const html = `<!doctype html>
<html lang="${translator.locale}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
${refresh}<title>Routex</title>
<style>${STYLE}</style>
${body}
</html>
`;
  sendText(response, status, 'text/html; charset=utf-8', html, {
    'content-security-policy': CONTENT_SECURITY_POLICY,
    vary: 'accept-language, cookie',
    ...headers,
  });
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
