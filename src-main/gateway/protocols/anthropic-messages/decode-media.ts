import type { CanonicalPart, DocumentPart, ImagePart, MediaSource } from '../canonical/part';
import { readText, type JsonRecord } from '../json/read';
import { decodeCacheMark } from './decode-cache-mark';
import { invalidField, requireRecord, requireString, requireText } from './read-field';

function decodeSource(source: JsonRecord, path: string): MediaSource {
  switch (source['type']) {
    case 'base64':
      return {
        type: 'base64',
        mediaType: requireText(source, 'media_type', path),
        data: requireText(source, 'data', path),
      };
    case 'url':
      return { type: 'url', url: requireText(source, 'url', path) };
    case 'file':
      return { type: 'file', fileId: requireText(source, 'file_id', path) };
    default:
      throw invalidField(`${path}.type`, 'must be base64, url or file');
  }
}

export function decodeImage(block: JsonRecord, path: string): ImagePart {
  const source = requireRecord(block['source'], `${path}.source`);
  return {
    type: 'image',
    source: decodeSource(source, `${path}.source`),
    ...decodeCacheMark(block['cache_control']),
  };
}

/** A document written as blocks: its texts are the document, its images follow it. */
function decodeContentSource(content: unknown, path: string): { text: string; images: readonly ImagePart[] } {
  if (typeof content === 'string') return { text: content, images: [] };
  const texts: string[] = [];
  const images: ImagePart[] = [];
  for (const [index, item] of (Array.isArray(content) ? content : []).entries()) {
    const itemPath = `${path}.content.${index}`;
    const block = requireRecord(item, itemPath);
    if (block['type'] === 'image') images.push(decodeImage(block, itemPath));
    else texts.push(requireString(block, 'text', itemPath));
  }
  return { text: texts.join('\n\n'), images };
}

export function decodeDocument(block: JsonRecord, path: string): readonly CanonicalPart[] {
  const sourcePath = `${path}.source`;
  const source = requireRecord(block['source'], sourcePath);
  const title = readText(block, 'title');
  const context = readText(block, 'context');
  const withSource = (of: DocumentPart['source']): DocumentPart => ({
    type: 'document',
    source: of,
    ...(title !== null && { title }),
    ...(context !== null && { context }),
    ...decodeCacheMark(block['cache_control']),
  });
  if (source['type'] === 'text') {
    return [withSource({ type: 'text', text: requireString(source, 'data', sourcePath) })];
  }
  if (source['type'] === 'content') {
    const { text, images } = decodeContentSource(source['content'], sourcePath);
    return [withSource({ type: 'text', text }), ...images];
  }
  return [withSource(decodeSource(source, sourcePath))];
}
