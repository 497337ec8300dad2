import type {
  AudioPart,
  CanonicalPart,
  DocumentPart,
  ImagePart,
  MediaSource,
  VideoPart,
} from '../canonical/part';
import type { JsonRecord } from '../json/read';
import type { EncodeScope } from './encode-scope';
import { isProviderFile, isYoutube } from '../canonical/is-provider-file';

export type MediaPart = ImagePart | DocumentPart | AudioPart | VideoPart;

const MEDIA_TYPES: ReadonlySet<CanonicalPart['type']> = new Set(['image', 'document', 'audio', 'video']);

export function isMediaPart(part: CanonicalPart): part is MediaPart {
  return MEDIA_TYPES.has(part.type);
}

function createFileData(fileUri: string, mediaType: string | undefined): JsonRecord {
  return { fileData: { ...(mediaType !== undefined && { mimeType: mediaType }), fileUri } };
}

function encodeSource(type: string, source: MediaSource, scope: EncodeScope): JsonRecord {
  switch (source.type) {
    case 'base64':
      return { inlineData: { mimeType: source.mediaType, data: source.data } };
    case 'url':
      if (isProviderFile(source.url) || isYoutube(source.url)) {
        return createFileData(source.url, source.mediaType);
      }
      scope.warn(`${type}: its address went as text, Gemini does not fetch it.`);
      return { text: `[${type}: ${source.url}]` };
    case 'file':
      return createFileData(source.fileId, source.mediaType);
  }
}

/** A document that is text, with what is known of it before. */
export function formatTextDocument(part: DocumentPart, text: string): string {
  const title = part.title === undefined ? [] : [`Document: ${part.title}`];
  const context = part.context === undefined ? [] : [part.context];
  return [...title, ...context, text].join('\n\n');
}

export function encodeMedia(part: MediaPart, scope: EncodeScope): JsonRecord {
  const { source } = part;
  if (source.type !== 'text') return encodeSource(part.type, source, scope);
  return { text: part.type === 'document' ? formatTextDocument(part, source.text) : source.text };
}
