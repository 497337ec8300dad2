import { GatewayError } from '../../errors';
import type { DocumentPart, ImagePart, MediaSource } from '../canonical/part';
import type { EncodeScope } from './encode-scope';

const PDF = 'application/pdf';
const TEXT_TYPE = /^(?:text\/|application\/(?:json|xml|yaml|x-yaml|javascript)\b)/i;

function encodeSource(source: MediaSource): object {
  switch (source.type) {
    case 'base64':
      return { type: 'base64', media_type: source.mediaType, data: source.data };
    case 'url':
      return { type: 'url', url: source.url };
    case 'file':
      return { type: 'file', file_id: source.fileId };
  }
}

export function encodeImage({ source, cache }: ImagePart, { marks }: EncodeScope): object {
  return { type: 'image', source: encodeSource(source), ...marks.write(cache) };
}

function writeDocument(
  { title, context, cache }: DocumentPart,
  source: object,
  { marks }: EncodeScope,
): object {
  return {
    type: 'document',
    source,
    ...(title !== undefined && { title }),
    ...(context !== undefined && { context }),
    ...marks.write(cache),
  };
}

function encodeTextDocument(part: DocumentPart, text: string, scope: EncodeScope): object {
  if (scope.profile.files) {
    return writeDocument(part, { type: 'text', media_type: 'text/plain', data: text }, scope);
  }
  const head = part.title === undefined ? '' : `Document: ${part.title}\n`;
  return { type: 'text', text: `${head}${text}`, ...scope.marks.write(part.cache) };
}

/** A note in its place where the channel's owner wants that, else the end of the request. */
function replaceFile(mediaType: string, { profile, warn }: EncodeScope): object {
  const why = `Anthropic takes no files of type ${mediaType}`;
  if (!profile.lenientMedia) throw new GatewayError('unsupported_conversion', `messages: ${why}.`);
  warn(`${why}; a note was sent instead.`);
  return { type: 'text', text: `[document: ${mediaType}]` };
}

export function encodeDocument(part: DocumentPart, scope: EncodeScope): object {
  const { source } = part;
  if (source.type === 'text') return encodeTextDocument(part, source.text, scope);
  if (source.type === 'base64' && source.mediaType !== PDF) {
    if (!TEXT_TYPE.test(source.mediaType)) return replaceFile(source.mediaType, scope);
    return encodeTextDocument(part, Buffer.from(source.data, 'base64').toString('utf8'), scope);
  }
  return writeDocument(part, encodeSource(source), scope);
}
