import { LRUCache } from 'lru-cache';
import type { ProtocolId } from '#shared/domain/protocol';
import type { RequestBody } from '../request-body';

/** Remembers which channel signed or encrypted what, by the bytes that went through, without reading the JSON around them. */
export interface SignatureNotes {
  /** Looks at an answer as it goes through. */
  watch(protocol: ProtocolId, channelId: string): (chunk: Buffer) => void;
  /** Another channel that has signed something in a request; null when none is known. */
  findOther(body: RequestBody, protocol: ProtocolId, channelId: string): string | null;
}

const MAX_NOTES = 20_000;
/** The start of a signature tells it from all others. */
const KEY_CHARACTERS = 48;
/** A name, white space, and the characters that are kept. */
const SEAM_BYTES = 128;

const VALUE = `"\\s*:\\s*"([\\w+/=.-]{16,${KEY_CHARACTERS}})`;
const SIGNED: Readonly<Record<ProtocolId, RegExp | null>> = {
  'anthropic-messages': new RegExp(`"(?:signature|data)${VALUE}`, 'g'),
  'openai-responses': new RegExp(`"encrypted_content${VALUE}`, 'g'),
  gemini: new RegExp(`"thought_?[Ss]ignature${VALUE}`, 'g'),
  // Chat Completions have no place for one.
  'openai-chat': null,
};

export function createSignatureNotes(): SignatureNotes {
  const notes = new LRUCache<string, string>({ max: MAX_NOTES });
  return {
    watch(protocol, channelId) {
      const pattern = SIGNED[protocol];
      if (pattern === null) return () => undefined;
      let seam = '';
      return (chunk) => {
        const text = seam + chunk.toString('latin1');
        for (const [, key] of text.matchAll(pattern)) if (key !== undefined) notes.set(key, channelId);
        seam = text.slice(-SEAM_BYTES);
      };
    },
    findOther(body, protocol, channelId) {
      const pattern = SIGNED[protocol];
      if (pattern === null || notes.size === 0) return null;
      let seam = '';
      for (const chunk of body.chunks) {
        const text = seam + chunk.toString('latin1');
        for (const [, key] of text.matchAll(pattern)) {
          const signer = key === undefined ? undefined : notes.get(key);
          if (signer !== undefined && signer !== channelId) return signer;
        }
        seam = text.slice(-SEAM_BYTES);
      }
      return null;
    },
  };
}
