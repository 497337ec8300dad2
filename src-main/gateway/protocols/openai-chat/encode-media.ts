import { GatewayError } from '../../errors';
import type { AudioPart, DocumentPart, ImagePart, VideoPart } from '../canonical/part';
import { createDataUrl } from './data-url';
import type { EncodeScope, WirePart } from './encode-scope';

type MediaPart = ImagePart | DocumentPart | AudioPart | VideoPart;

const DETAILS: ReadonlySet<string> = new Set(['auto', 'low', 'high', 'original']);
const AUDIO_FORMATS: ReadonlyMap<string, string> = new Map([
  ['audio/wav', 'wav'],
  ['audio/wave', 'wav'],
  ['audio/x-wav', 'wav'],
  ['audio/mpeg', 'mp3'],
  ['audio/mp3', 'mp3'],
]);

/** What stands for media where only text can. */
export function describeMedia(part: MediaPart): string {
  if (part.type === 'document' && part.title !== undefined) return `[document: ${part.title}]`;
  return part.source.type === 'url' ? `[${part.type}: ${part.source.url}]` : `[${part.type}]`;
}

/** A note where the channel is lenient, else an error. */
function decline(part: MediaPart, what: string, path: string, { target, warn }: EncodeScope): WirePart {
  if (!target.profile.lenientMedia)
    throw new GatewayError('unsupported_conversion', `${path}: this channel cannot take ${what}`);
  warn(`${path}: the channel cannot take ${what}, a note stands for it`);
  return { type: 'text', text: describeMedia(part) };
}

function encodeImage(part: ImagePart, path: string, scope: EncodeScope): WirePart {
  const { source, detail } = part;
  if (!scope.target.profile.images) return decline(part, 'images', path, scope);
  if (source.type === 'file') return decline(part, "an image in a provider's file store", path, scope);
  const url = source.type === 'url' ? source.url : createDataUrl(source.mediaType, source.data);
  return {
    type: 'image_url',
    image_url: { url, ...(detail !== undefined && DETAILS.has(detail) ? { detail } : {}) },
    ...scope.mark(part.cache),
  };
}

function encodeTextDocument(part: DocumentPart, text: string, scope: EncodeScope): WirePart {
  const heads = [
    ...(part.title === undefined ? [] : [`Document: ${part.title}`]),
    ...(part.context === undefined ? [] : [`Context: ${part.context}`]),
  ];
  return { type: 'text', text: [...heads, text].join('\n'), ...scope.mark(part.cache) };
}

/** File ids mean something only at the provider that gave them. */
function isOwnFile({ request, target }: EncodeScope): boolean {
  const { protocol } = request.origin;
  return protocol === 'openai-chat' || (protocol === 'openai-responses' && target.profile.official);
}

function encodeDocument(part: DocumentPart, path: string, scope: EncodeScope): WirePart {
  const { source } = part;
  if (source.type === 'text') return encodeTextDocument(part, source.text, scope);
  if (source.type === 'base64' && source.mediaType.startsWith('text/'))
    return encodeTextDocument(part, Buffer.from(source.data, 'base64').toString(), scope);
  if (!scope.target.profile.files) return decline(part, 'PDF and other files', path, scope);
  if (source.type === 'url') return decline(part, 'a file by its address', path, scope);
  if (source.type === 'file') {
    if (!isOwnFile(scope)) return decline(part, "a file in another provider's store", path, scope);
    return { type: 'file', file: { file_id: source.fileId }, ...scope.mark(part.cache) };
  }
  const file = {
    filename: part.title ?? 'document.pdf',
    file_data: createDataUrl(source.mediaType, source.data),
  };
  return { type: 'file', file, ...scope.mark(part.cache) };
}

function encodeAudio(part: AudioPart, path: string, scope: EncodeScope): WirePart {
  const { source } = part;
  const format = source.type === 'base64' ? AUDIO_FORMATS.get(source.mediaType) : undefined;
  if (source.type !== 'base64' || format === undefined)
    return decline(part, 'audio other than wav and mp3 sent along', path, scope);
  return { type: 'input_audio', input_audio: { data: source.data, format } };
}

/** A part of a message's content; a text part where text is what can be sent of it. */
export function encodeMedia(part: MediaPart, path: string, scope: EncodeScope): WirePart {
  switch (part.type) {
    case 'image':
      return encodeImage(part, path, scope);
    case 'document':
      return encodeDocument(part, path, scope);
    case 'audio':
      return encodeAudio(part, path, scope);
    case 'video':
      return decline(part, 'video', path, scope);
  }
}
