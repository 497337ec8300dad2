import { countPdfPages } from './count-pdf-pages';
import type { DocumentPart, MediaSource } from './part';
import { readImageSize } from './read-image-size';
import { weighText } from './weigh-text';

const MOST_OF_IMAGE = 1600;
const UNKNOWN_IMAGE = 1500;
const PIXELS_PER_TOKEN = 750;
const PDF_PAGE = 2000;
const PDF_BYTES_PER_TOKEN = 50;
/** Of compressed sound and film at usual rates; providers count them by the second. */
const AUDIO_BYTES_PER_TOKEN = 500;
const VIDEO_BYTES_PER_TOKEN = 1000;
const UNKNOWN_MEDIA = 2000;
const TEXT_BYTES_PER_TOKEN = 4;
const BYTES_PER_BASE64_CHAR = 0.75;

const countBytes = (base64: string): number => base64.length * BYTES_PER_BASE64_CHAR;

export function weighImage(source: MediaSource): number {
  const size = source.type === 'base64' ? readImageSize(source.data) : null;
  if (size === null) return UNKNOWN_IMAGE;
  return Math.min(MOST_OF_IMAGE, (size.width * size.height) / PIXELS_PER_TOKEN);
}

export function weighDocument({ source }: DocumentPart): number {
  if (source.type === 'text') return weighText(source.text);
  if (source.type !== 'base64') return PDF_PAGE;
  if (source.mediaType.startsWith('text/')) return countBytes(source.data) / TEXT_BYTES_PER_TOKEN;
  const pages = countPdfPages(source.data);
  return pages > 0 ? pages * PDF_PAGE : countBytes(source.data) / PDF_BYTES_PER_TOKEN;
}

export function weighAudio(source: MediaSource): number {
  return source.type === 'base64' ? countBytes(source.data) / AUDIO_BYTES_PER_TOKEN : UNKNOWN_MEDIA;
}

export function weighVideo(source: MediaSource): number {
  return source.type === 'base64' ? countBytes(source.data) / VIDEO_BYTES_PER_TOKEN : UNKNOWN_MEDIA;
}
