const MAX_MESSAGE_CHARS = 2000;
const TITLE = /<title[^>]{0,200}>([^<]{0,500})<\/title/i;
const HTML_HEAD_CHARS = 20_000;

/** Long texts are cut: a provider may repeat the whole prompt in its message. */
export function cutMessage(text: string): string {
  return text.length > MAX_MESSAGE_CHARS ? `${text.slice(0, MAX_MESSAGE_CHARS - 1)}…` : text;
}

export function isMarkup(text: string): boolean {
  return /^\s*</.test(text);
}

/** What to say of a web page that came where the API was expected. */
export function describeWebPage(html: string): string {
  const title = readTitle(html);
  const page = title === '' ? 'a web page' : `a web page ("${title}")`;
  return `the address answers with ${page} instead of the API; check the channel's base URL`;
}

/** The title of an HTML page, or an empty string. */
export function readTitle(html: string): string {
  const title = TITLE.exec(html.slice(0, HTML_HEAD_CHARS))?.[1] ?? '';
  return title.replace(/\s+/g, ' ').trim();
}
