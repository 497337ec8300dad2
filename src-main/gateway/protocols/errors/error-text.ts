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

/** The title of an HTML page, or an empty string. */
export function readTitle(html: string): string {
  const title = TITLE.exec(html.slice(0, HTML_HEAD_CHARS))?.[1] ?? '';
  return title.replace(/\s+/g, ' ').trim();
}
