import type { CanonicalPart, DocumentPart, ImagePart } from '../protocols/canonical/part';
import type { CanonicalMessage } from '../protocols/canonical/request';
import { mapList, mapParts } from '../protocols/repair/map-list';

/** Bytes that lay behind an address. */
export interface InlineMedia {
  readonly mediaType: string;
  /** Base64. */
  readonly data: string;
}

/** What it turned out to be decides its kind: clients guess from the name. */
function inlinePart(part: ImagePart | DocumentPart, { mediaType, data }: InlineMedia): CanonicalPart {
  const source = { type: 'base64', mediaType, data } as const;
  const type = mediaType.startsWith('image/') ? 'image' : 'document';
  if (part.type === type) return { ...part, source };
  return { type, source, ...(part.cache !== undefined && { cache: part.cache }) };
}

/** Puts bytes in the place of the addresses that they lay behind. What has none of these stays the same object. */
export function inlineMedia(
  messages: readonly CanonicalMessage[],
  media: ReadonlyMap<string, InlineMedia>,
): readonly CanonicalMessage[] {
  if (media.size === 0) return messages;

  const inline = (part: CanonicalPart): CanonicalPart => {
    if (part.type === 'toolResult') {
      const content = mapList(part.content, inline);
      return content === part.content ? part : { ...part, content };
    }
    if ((part.type !== 'image' && part.type !== 'document') || part.source.type !== 'url') return part;
    const found = media.get(part.source.url);
    return found === undefined ? part : inlinePart(part, found);
  };
  return mapList(messages, (message) => mapParts(message, inline));
}
