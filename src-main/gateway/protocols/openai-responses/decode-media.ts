import type { AudioPart, DocumentPart, ImagePart, MediaSource } from '../canonical/part';
import { isRecord, readRecord, readText, type JsonRecord } from '../json/read';
import { omitAbsent } from '../json/omit-absent';
import { invalidField } from './invalid-field';
import { decodeCacheMark } from './map-cache-mark';

const BASE64_MARK = ';base64';
/** The head of a data URL is short; what has no comma this early is none. */
const MAX_HEAD_CHARS = 500;

/** What a file is whose name is all that tells it. */
const TYPE_BY_EXTENSION: Readonly<Record<string, string>> = {
  pdf: 'application/pdf',
  txt: 'text/plain',
  md: 'text/markdown',
  csv: 'text/csv',
  json: 'application/json',
  html: 'text/html',
};

function decodeDataUrl(url: string, path: string): MediaSource {
  const comma = url.slice(0, MAX_HEAD_CHARS).indexOf(',');
  const head = url.slice('data:'.length, Math.max(comma, 0));
  if (comma === -1 || !head.endsWith(BASE64_MARK))
    throw invalidField(path, 'must be a base64 data URL or an address');
  const mediaType = head.slice(0, -BASE64_MARK.length).split(';', 1)[0]?.toLowerCase() ?? '';
  return {
    type: 'base64',
    mediaType: mediaType === '' ? 'application/octet-stream' : mediaType,
    data: url.slice(comma + 1),
  };
}

function decodeAddress(url: string, path: string): MediaSource {
  return url.startsWith('data:') ? decodeDataUrl(url, path) : { type: 'url', url };
}

export function decodeImage(content: JsonRecord, path: string): ImagePart {
  const shared = omitAbsent({
    detail: readText(content, 'detail') ?? undefined,
    cache: decodeCacheMark(content),
  });
  // The shape of Chat Completions, which some clients send here too.
  const nested = readRecord(content, 'image_url');
  const url = readText(content, 'image_url') ?? readText(nested, 'url');
  if (url !== null) return { type: 'image', source: decodeAddress(url, `${path}.image_url`), ...shared };
  const fileId = readText(content, 'file_id');
  if (fileId === null) throw invalidField(`${path}.image_url`, 'must be an address or a data URL');
  return { type: 'image', source: { type: 'file', fileId }, ...shared };
}

function decodeFileSource(content: JsonRecord, path: string, name: string | null): MediaSource {
  const data = readText(content, 'file_data');
  if (data?.startsWith('data:')) return decodeDataUrl(data, `${path}.file_data`);
  if (data !== null) {
    const extension = name?.split('.').at(-1)?.toLowerCase() ?? '';
    const known = Object.hasOwn(TYPE_BY_EXTENSION, extension) ? TYPE_BY_EXTENSION[extension] : undefined;
    return { type: 'base64', mediaType: known ?? 'application/pdf', data };
  }
  const url = readText(content, 'file_url');
  if (url !== null) return decodeAddress(url, `${path}.file_url`);
  const fileId = readText(content, 'file_id');
  if (fileId !== null) return { type: 'file', fileId };
  throw invalidField(path, 'needs file_data, file_url or file_id');
}

export function decodeFile(content: JsonRecord, path: string): DocumentPart {
  const name = readText(content, 'filename');
  return {
    type: 'document',
    source: decodeFileSource(content, path, name),
    ...omitAbsent({ title: name ?? undefined, cache: decodeCacheMark(content) }),
  };
}

export function decodeAudio(content: JsonRecord, path: string): AudioPart {
  const audio = content['input_audio'];
  const data = isRecord(audio) ? readText(audio, 'data') : null;
  if (data === null) throw invalidField(`${path}.input_audio.data`, 'must be base64');
  const mediaType = readText(audio, 'format') === 'mp3' ? 'audio/mpeg' : 'audio/wav';
  return { type: 'audio', source: { type: 'base64', mediaType, data } };
}
