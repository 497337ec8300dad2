import type { EncodeTarget } from '../protocols/canonical/codec';
import type { CanonicalPart } from '../protocols/canonical/part';
import type { CanonicalMessage } from '../protocols/canonical/request';
import { isProviderFile, isYoutube } from '../protocols/canonical/is-provider-file';

const WEB = /^https?:\/\//i;

type Role = CanonicalMessage['role'];

/** Whether the target has room for it, but not as an address. What it has no room for is not worth fetching. */
function isTakenByValueOnly(
  type: 'image' | 'document',
  role: Role,
  { protocol, profile }: EncodeTarget,
): boolean {
  switch (protocol) {
    case 'gemini':
      return type === 'image' ? profile.images : profile.files;
    case 'openai-chat':
      return type === 'document' && profile.files && role !== 'assistant';
    case 'anthropic-messages':
    case 'openai-responses':
      return false;
  }
}

function findUrl(part: CanonicalPart, role: Role, target: EncodeTarget): string | null {
  if ((part.type !== 'image' && part.type !== 'document') || part.source.type !== 'url') return null;
  const { url } = part.source;
  if (!WEB.test(url) || isProviderFile(url) || isYoutube(url)) return null;
  return isTakenByValueOnly(part.type, role, target) ? url : null;
}

/** Addresses of images and documents, those in tool results included, that the target needs the bytes of; each once. */
export function listMediaUrls(
  messages: readonly CanonicalMessage[],
  target: EncodeTarget,
): readonly string[] {
  const urls = new Set<string>();
  for (const { role, parts } of messages) {
    for (const part of parts) {
      for (const content of part.type === 'toolResult' ? part.content : [part]) {
        const url = findUrl(content, role, target);
        if (url !== null) urls.add(url);
      }
    }
  }
  return [...urls];
}
