import type { CacheMark, CanonicalPart, DocumentPart, MediaSource } from '../canonical/part';
import { isRecord, readRecord, readText, type JsonRecord } from '../json/read';
import { readMediaUrl } from './data-url';
import { omitAbsent } from '../json/omit-absent';
import { createFieldError } from './read-request-field';
import { readContentReasoning } from './read-reasoning';

const PDF = 'application/pdf';
const AUDIO_TYPES: Readonly<Record<string, string>> = { wav: 'audio/wav', mp3: 'audio/mpeg' };

/** OpenRouter's spelling of Anthropic's marks, and OpenAI's own. */
export function readCacheMark(part: JsonRecord): CacheMark | undefined {
  const mark = readRecord(part, 'cache_control') ?? readRecord(part, 'prompt_cache_breakpoint');
  if (mark === null) return undefined;
  const ttl = readText(mark, 'ttl');
  return ttl === null ? {} : { ttl };
}

function readString(record: JsonRecord | null, key: string, path: string): string {
  const value = record?.[key];
  if (typeof value !== 'string') throw createFieldError(`${path}.${key}`, 'must be a string');
  return value;
}

function decodeImage(part: JsonRecord, path: string): CanonicalPart {
  const image = part['image_url'];
  const url =
    typeof image === 'string' ? image : readString(readRecord(part, 'image_url'), 'url', `${path}.image_url`);
  return {
    type: 'image',
    source: readMediaUrl(url),
    ...omitAbsent({ detail: readText(image, 'detail') ?? undefined, cache: readCacheMark(part) }),
  };
}

function decodeAudio(part: JsonRecord, path: string): CanonicalPart {
  const audio = readRecord(part, 'input_audio');
  const format = readString(audio, 'format', `${path}.input_audio`);
  const mediaType = Object.hasOwn(AUDIO_TYPES, format) ? AUDIO_TYPES[format] : undefined;
  return {
    type: 'audio',
    source: {
      type: 'base64',
      mediaType: mediaType ?? `audio/${format}`,
      data: readString(audio, 'data', `${path}.input_audio`),
    },
  };
}

/** `file_data` is a data URL; bare base64 is taken for a PDF, the one kind that is sent so. */
function readFileSource(file: JsonRecord, path: string): MediaSource {
  const fileId = readText(file, 'file_id');
  if (fileId !== null) return { type: 'file', fileId };
  const data = readString(file, 'file_data', path);
  if (data.startsWith('data:') || data.startsWith('http')) return readMediaUrl(data);
  return { type: 'base64', mediaType: PDF, data };
}

function decodeFile(part: JsonRecord, path: string): DocumentPart {
  const file = readRecord(part, 'file');
  if (file === null) throw createFieldError(`${path}.file`, 'must be an object');
  return {
    type: 'document',
    source: readFileSource(file, `${path}.file`),
    ...omitAbsent({ title: readText(file, 'filename') ?? undefined, cache: readCacheMark(part) }),
  };
}

function decodePart(part: unknown, path: string): CanonicalPart {
  if (typeof part === 'string') return { type: 'text', text: part };
  if (!isRecord(part)) throw createFieldError(path, 'must be an object');
  const type = part['type'];
  switch (type) {
    case 'text':
    // Of Responses; clients that speak both mix them up.
    case 'input_text':
    case 'output_text':
      return {
        type: 'text',
        text: readString(part, 'text', path),
        ...omitAbsent({ cache: readCacheMark(part) }),
      };
    case 'image_url':
      return decodeImage(part, path);
    case 'input_audio':
      return decodeAudio(part, path);
    case 'file':
      return decodeFile(part, path);
    case 'refusal':
      return { type: 'refusal', text: readString(part, 'refusal', path) };
    case 'thinking':
      return {
        type: 'reasoning',
        text: readContentReasoning([part]),
        origin: { protocol: 'openai-chat', channelId: null, model: null },
      };
    default:
      if (typeof type !== 'string') throw createFieldError(`${path}.type`, 'must be a string');
      return { type: 'opaque', protocol: 'openai-chat', raw: part, label: type };
  }
}

/** The content of a message: text, parts, or nothing. */
export function decodeContent(content: unknown, path: string): readonly CanonicalPart[] {
  if (content === undefined || content === null || content === '') return [];
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  if (!Array.isArray(content)) throw createFieldError(path, 'must be a string or an array of parts');
  return content.map((part, index) => decodePart(part, `${path}.${index}`));
}
