import { isRecord, readArray, readRecord, readText, type JsonRecord } from '../json/read';
import type { ImagePart } from '../canonical/part';
import { readMediaUrl } from './data-url';

/** The text of an answer's content: a string, or parts of which some are text. */
export function readContentText(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  let text = '';
  for (const part of content) {
    if (typeof part === 'string') text += part;
    else if (isRecord(part) && part['type'] !== 'thinking') text += readText(part, 'text') ?? '';
  }
  return text;
}

/** Images that OpenRouter's models draw; those behind an address are not part of the answer. */
export function readImages(message: JsonRecord): readonly ImagePart[] {
  return readArray(message, 'images').flatMap((image): readonly ImagePart[] => {
    const source = readMediaUrl(readText(readRecord(image, 'image_url'), 'url') ?? '');
    return source.type === 'base64' ? [{ type: 'image', source }] : [];
  });
}
