import type { EncodeTarget } from '../canonical/codec';
import type {
  AudioPart,
  CacheMark,
  CanonicalPart,
  DocumentPart,
  ImagePart,
  MediaSource,
} from '../canonical/part';
import type { CanonicalRequest } from '../canonical/request';
import { unsupportedField } from './invalid-field';
import { encodeCacheMark } from './map-cache-mark';

/** Of the parts that mark the end of what may be cached, those that are told. */
export type Breakpoints = ReadonlySet<CanonicalPart>;

/** Only so many breakpoints are taken. */
const MAX_BREAKPOINTS = 4;
const DEFAULT_FILE_NAME = 'document.pdf';

const AUDIO_FORMATS: Readonly<Record<string, string>> = {
  'audio/wav': 'wav',
  'audio/x-wav': 'wav',
  'audio/wave': 'wav',
  'audio/mpeg': 'mp3',
  'audio/mp3': 'mp3',
};

/** The last marked parts, where the provider knows breakpoints. */
export function selectBreakpoints({ messages }: CanonicalRequest, { profile }: EncodeTarget): Breakpoints {
  if (!profile.official || !profile.cacheControl) return new Set();
  const marked: CanonicalPart[] = [];
  for (const { parts } of messages) {
    for (const part of parts) {
      const inner = part.type === 'toolResult' ? part.content : [part];
      for (const content of inner)
        if ('cache' in content && content.cache !== undefined) marked.push(content);
    }
  }
  return new Set(marked.slice(-MAX_BREAKPOINTS));
}

function encodeText(text: string): object {
  return { type: 'input_text', text };
}

function encodeDataUrl(source: Extract<MediaSource, { type: 'base64' }>): string {
  return `data:${source.mediaType};base64,${source.data}`;
}

function encodeImage({ source, detail }: ImagePart): object {
  const shared = { type: 'input_image', detail: detail ?? 'auto' };
  switch (source.type) {
    case 'base64':
      return { ...shared, image_url: encodeDataUrl(source) };
    case 'url':
      return { ...shared, image_url: source.url };
    case 'file':
      return { ...shared, file_id: source.fileId };
  }
}

function encodeDocument({ source, title }: DocumentPart): object {
  switch (source.type) {
    case 'text':
      return encodeText(title === undefined ? source.text : `Document: ${title}\n${source.text}`);
    case 'base64':
      return {
        type: 'input_file',
        filename: title ?? DEFAULT_FILE_NAME,
        file_data: encodeDataUrl(source),
      };
    case 'url':
      return { type: 'input_file', file_url: source.url };
    case 'file':
      return { type: 'input_file', file_id: source.fileId };
  }
}

function encodeAudio({ source }: AudioPart, path: string): object {
  const mediaType = source.mediaType ?? '';
  const format = Object.hasOwn(AUDIO_FORMATS, mediaType) ? AUDIO_FORMATS[mediaType] : undefined;
  if (source.type !== 'base64' || format === undefined)
    throw unsupportedField(path, 'audio must be WAV or MP3 in the request itself');
  return { type: 'input_audio', input_audio: { data: source.data, format } };
}

function withBreakpoint(
  content: object,
  part: CanonicalPart & { readonly cache?: CacheMark },
  breakpoints: Breakpoints,
): object {
  if (part.cache === undefined || !breakpoints.has(part)) return content;
  return { ...content, prompt_cache_breakpoint: encodeCacheMark(part.cache) };
}

/** A part of a user's message or of a tool's result; null for what is none. */
export function encodeInputContent(
  part: CanonicalPart,
  path: string,
  breakpoints: Breakpoints,
): object | null {
  switch (part.type) {
    case 'text':
      return withBreakpoint(encodeText(part.text), part, breakpoints);
    case 'image':
      return withBreakpoint(encodeImage(part), part, breakpoints);
    case 'document':
      return withBreakpoint(encodeDocument(part), part, breakpoints);
    case 'audio':
      return encodeAudio(part, path);
    case 'video':
      throw unsupportedField(path, 'this protocol has no video');
    case 'refusal':
      return encodeText(part.text);
    case 'opaque':
      return part.protocol === 'openai-responses' ? part.raw : null;
    case 'serverTool':
    case 'compaction':
    case 'reasoning':
    case 'toolCall':
    case 'toolResult':
      return null;
  }
}
