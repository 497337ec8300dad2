import type { CanonicalPart, MediaSource } from '../canonical/part';
import { isProviderFile, isYoutube } from '../canonical/is-provider-file';
import { createInvalid, readMember, readString, requireRecord } from './read-member';

const KIND_BY_EXTENSION: readonly (readonly [RegExp, MediaKind])[] = [
  [/\.(?:png|jpe?g|gif|webp|heic|heif|bmp)$/i, 'image'],
  [/\.(?:mp3|wav|aac|ogg|flac|aiff|m4a)$/i, 'audio'],
  [/\.(?:mp4|mov|webm|mpe?g|avi|wmv|3gpp)$/i, 'video'],
];

type MediaKind = 'image' | 'audio' | 'video' | 'document';

function mapMediaType(mediaType: string): MediaKind {
  const family = mediaType.slice(0, mediaType.indexOf('/')).toLowerCase();
  return family === 'image' || family === 'audio' || family === 'video' ? family : 'document';
}

function guessKind(uri: string): MediaKind {
  if (isYoutube(uri)) return 'video';
  const path = uri.split(/[?#]/, 1)[0] ?? '';
  return KIND_BY_EXTENSION.find(([pattern]) => pattern.test(path))?.[1] ?? 'document';
}

const DETAILS: Readonly<Record<string, string>> = {
  MEDIA_RESOLUTION_LOW: 'low',
  MEDIA_RESOLUTION_HIGH: 'high',
  MEDIA_RESOLUTION_ULTRA_HIGH: 'original',
};

function readDetail(part: unknown): string | undefined {
  const level = readMember(readMember(part, 'mediaResolution'), 'level');
  return typeof level === 'string' && Object.hasOwn(DETAILS, level) ? DETAILS[level] : undefined;
}

function createMediaPart(kind: MediaKind, source: MediaSource, media: unknown, part: unknown): CanonicalPart {
  if (kind === 'image') {
    const detail = readDetail(part);
    return { type: 'image', source, ...(detail !== undefined && { detail }) };
  }
  if (kind !== 'document') return { type: kind, source };
  const title = readMember(media, 'displayName');
  return { type: 'document', source, ...(typeof title === 'string' && title !== '' && { title }) };
}

/** `inlineData`: bytes in the request. Text among them is told as text, which every protocol can carry. */
function decodeInlineData(value: unknown, part: unknown, path: string): CanonicalPart {
  const blob = requireRecord(value, path);
  const mediaType = readString(blob, 'mimeType', path);
  const data = readString(blob, 'data', path);
  if (mediaType === null || mediaType === '') throw createInvalid(`${path}.mimeType`, 'is required');
  if (data === null || data === '') throw createInvalid(`${path}.data`, 'is required');
  if (/^text\//i.test(mediaType)) {
    const title = readString(blob, 'displayName', path);
    return {
      type: 'document',
      source: { type: 'text', text: Buffer.from(data, 'base64').toString('utf8') },
      ...(title !== null && title !== '' && { title }),
    };
  }
  return createMediaPart(mapMediaType(mediaType), { type: 'base64', mediaType, data }, blob, part);
}

/** `fileData`: a file of Google's own, or an address. */
function decodeFileData(value: unknown, part: unknown, path: string): CanonicalPart {
  const file = requireRecord(value, path);
  const uri = readString(file, 'fileUri', path);
  if (uri === null || uri === '') throw createInvalid(`${path}.fileUri`, 'is required');
  const mediaType = readString(file, 'mimeType', path);
  const typed = mediaType === null || mediaType === '' ? {} : { mediaType };
  const source: MediaSource = isProviderFile(uri)
    ? { type: 'file', fileId: uri, ...typed }
    : { type: 'url', url: uri, ...typed };
  const kind = typed.mediaType === undefined ? guessKind(uri) : mapMediaType(typed.mediaType);
  return createMediaPart(kind, source, file, part);
}

/** The media a part (of a turn, or of a function's response) holds, or null when it holds none. */
export function decodeMedia(part: unknown, path: string): CanonicalPart | null {
  const inline = readMember(part, 'inlineData');
  if (inline !== undefined) return decodeInlineData(inline, part, `${path}.inlineData`);
  const file = readMember(part, 'fileData');
  return file === undefined ? null : decodeFileData(file, part, `${path}.fileData`);
}
