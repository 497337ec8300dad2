import { readText, type JsonRecord } from '../json/read';

/** The picture of an `image_generation_call`; null when it has none. */
export function decodeImageItem(item: JsonRecord): { mediaType: string; data: string } | null {
  const data = item['type'] === 'image_generation_call' ? readText(item, 'result') : null;
  if (data === null) return null;
  const format = readText(item, 'output_format') ?? 'png';
  return { mediaType: format === 'svg' ? 'image/svg+xml' : `image/${format}`, data };
}
