import { GatewayError } from '../../errors';
import type {
  AudioPart,
  CanonicalPart,
  DocumentPart,
  ImagePart,
  MediaSource,
  VideoPart,
} from '../canonical/part';
import type { CanonicalMessage, CanonicalRequest } from '../canonical/request';
import { mapList, mapParts, withMessages } from './map-list';
import type { RepairContext, RepairPass } from './repair-pass';

type MediaPart = ImagePart | DocumentPart | AudioPart | VideoPart;

const MEDIA = new Set(['image', 'document', 'audio', 'video']);
/** https://docs.anthropic.com/en/docs/build-with-claude/vision */
const ANTHROPIC_IMAGES = new Set(['image/jpeg', 'image/png', 'image/gif', 'image/webp']);

function isMedia(part: CanonicalPart): part is MediaPart {
  // A document of plain text is text to all.
  return MEDIA.has(part.type) && !(part.type === 'document' && part.source.type === 'text');
}

/** The address without what may be a secret in it. */
function describeUrl(url: string): string {
  return url.replace(/[?#].*$/s, '');
}

function describeSource(source: MediaSource | { readonly type: 'text' }): string {
  if (source.type === 'url') return describeUrl(source.url);
  if (source.type === 'file') return `file ${source.fileId}`;
  return source.type === 'base64' ? source.mediaType : 'text';
}

function describeMedia(part: MediaPart): string {
  const title = part.type === 'document' && part.title !== undefined ? `${part.title}, ` : '';
  return `${part.type} (${title}${describeSource(part.source)})`;
}

/** A note in its place, so that the model knows there was something. */
function createNote(part: MediaPart): CanonicalPart {
  const address = part.source.type === 'url' ? part.source.url : 'left out';
  const title = part.type === 'document' && part.title !== undefined ? `${part.title}, ` : '';
  return { type: 'text', text: `[${part.type}: ${title}${address}]` };
}

function isKindTaken(part: MediaPart, { target }: RepairContext): boolean {
  const { protocol, profile } = target;
  switch (part.type) {
    case 'image':
      return profile.images;
    case 'document':
      return profile.files;
    case 'audio':
      return protocol !== 'anthropic-messages';
    case 'video':
      return protocol === 'gemini';
  }
}

/** Why the target cannot have it; null when it can, or when only its codec can tell. */
function findObstacle(part: MediaPart, request: CanonicalRequest, context: RepairContext): string | null {
  const { protocol } = context.target;
  const { source } = part;
  if (!isKindTaken(part, context)) return `this channel takes no such content`;
  if (source.type === 'file' && request.origin.protocol !== protocol)
    return 'the file lies at another provider';
  if (part.type !== 'image' || protocol !== 'anthropic-messages' || source.type !== 'base64') return null;
  return ANTHROPIC_IMAGES.has(source.mediaType.toLowerCase())
    ? null
    : 'Anthropic takes JPEG, PNG, GIF and WebP only';
}

interface Place {
  readonly request: CanonicalRequest;
  readonly message: CanonicalMessage;
  readonly index: number;
}

function fitPart(part: MediaPart, { request, message, index }: Place, context: RepairContext): CanonicalPart {
  const { target, warn } = context;
  if (message.role === 'assistant' && target.protocol !== 'gemini') {
    warn(
      `The model's own ${part.type} in the history was replaced by a note: ${target.protocol} cannot have it there.`,
    );
    return createNote(part);
  }
  const obstacle = findObstacle(part, request, context);
  if (obstacle === null) return part;
  const what = `messages.${index}: ${describeMedia(part)}: ${obstacle}`;
  if (!target.profile.lenientMedia) throw new GatewayError('unsupported_conversion', `${what}.`);
  warn(`${what}; a note was sent instead.`);
  return createNote(part);
}

/**
 * Media the target's provider cannot read: refused, or replaced by a note where the channel says so.
 * @throws {GatewayError} `unsupported_conversion` naming the part
 */
export const fitMedia: RepairPass = (request, context) => {
  const messages = mapList(request.messages, (message, index) => {
    const place = { request, message, index };
    const fit = (part: CanonicalPart): CanonicalPart => {
      if (isMedia(part)) return fitPart(part, place, context);
      if (part.type !== 'toolResult') return part;
      const content = mapList(part.content, fit);
      return content === part.content ? part : { ...part, content };
    };
    return mapParts(message, fit);
  });
  return withMessages(request, messages);
};
