import { describe, expect, it } from 'vitest';
import type { ProtocolId } from '#shared/domain/protocol';
import { toRequestBody } from '../request-body';
import { createSignatureNotes } from './signature-notes';

const SIGNATURE = 'EqQBCgIYAhIM1gbcDa9GJwZA2b3hGgxBdjrkzLoky3dl1pkiMOYds3iG';

function spell(protocol: ProtocolId, signature: string): string {
  switch (protocol) {
    case 'anthropic-messages':
      return `{"type":"signature_delta","signature":"${signature}"}`;
    case 'openai-responses':
      return `{"type":"reasoning","encrypted_content" : "${signature}"}`;
    case 'gemini':
      return `{"text":"","thoughtSignature": "${signature}"}`;
    case 'openai-chat':
      return '{}';
  }
}

describe('createSignatureNotes', () => {
  it.each(['anthropic-messages', 'openai-responses', 'gemini'] as const)(
    'knows whose a signature in %s is, however the answer was cut',
    (protocol) => {
      for (const chunkBytes of [1, 7, 1000]) {
        const notes = createSignatureNotes();
        const watch = notes.watch(protocol, 'a');
        const answer = Buffer.from(spell(protocol, SIGNATURE));
        for (let at = 0; at < answer.length; at += chunkBytes) watch(answer.subarray(at, at + chunkBytes));
        const request = toRequestBody(answer);
        expect(notes.findOther(request, protocol, 'b')).toBe('a');
        expect(notes.findOther(request, protocol, 'a')).toBeNull();
      }
    },
  );

  it('says nothing of signatures it has not seen', () => {
    const notes = createSignatureNotes();
    notes.watch('gemini', 'a')(Buffer.from(spell('gemini', SIGNATURE)));
    const other = toRequestBody(Buffer.from(spell('gemini', SIGNATURE.toLowerCase())));
    expect(notes.findOther(other, 'gemini', 'b')).toBeNull();
  });
});
