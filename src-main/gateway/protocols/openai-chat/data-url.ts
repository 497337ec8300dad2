import type { MediaSource } from '../canonical/part';

const BASE64 = ';base64';

/** Bytes or an address. Only the head of a data URL is searched: what follows it may be many megabytes. */
export function readMediaUrl(url: string): MediaSource {
  if (!url.startsWith('data:')) return { type: 'url', url };
  const comma = url.indexOf(',');
  const head = url.slice('data:'.length, comma === -1 ? 'data:'.length : comma);
  if (!head.endsWith(BASE64)) return { type: 'url', url };
  const mediaType = head.slice(0, -BASE64.length).split(';', 1)[0] ?? '';
  return {
    type: 'base64',
    mediaType: mediaType === '' ? 'application/octet-stream' : mediaType,
    data: url.slice(comma + 1),
  };
}

export function createDataUrl(mediaType: string, data: string): string {
  return `data:${mediaType}${BASE64},${data}`;
}
