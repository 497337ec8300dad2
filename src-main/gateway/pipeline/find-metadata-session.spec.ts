import { describe, expect, it } from 'vitest';
import type { RequestBody } from '../request-body';
import { findMetadataSession } from './find-metadata-session';
import { createBodyScanner } from './scan-body';

const SESSION = '0f3c6a52-6a0e-4a3e-9d55-0123456789ab';

/** What is found when the body comes in chunks of this size. */
function find(text: string, chunkBytes = 11): string | null {
  const bytes = Buffer.from(text);
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += chunkBytes) chunks.push(bytes.subarray(at, at + chunkBytes));
  const body: RequestBody = { chunks, length: bytes.length };
  const scanner = createBodyScanner();
  for (const chunk of chunks) scanner.push(chunk);
  const { metadataStart } = scanner.finish();
  return metadataStart === null ? null : findMetadataSession(body, metadataStart);
}

const request = (metadata: unknown): string =>
  JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'hi' }], metadata, stream: true });

describe('findMetadataSession', () => {
  it('reads what Claude Code writes today', () => {
    const userId = JSON.stringify({ device_id: 'd', account_uuid: '', session_id: SESSION });
    expect(find(request({ user_id: userId }))).toBe(SESSION);
    expect(find(request({ user_id: userId }), 4096)).toBe(SESSION);
  });

  it('reads what older versions wrote', () => {
    const userId = `user_0123abcd_account_11111111-2222-3333-4444-555555555555_session_${SESSION}`;
    expect(find(request({ user_id: userId }))).toBe(SESSION);
    expect(find(request({ user_id: `user_0123abcd_account__session_${SESSION}` }))).toBe(SESSION);
  });

  it.each([
    ['a person', { user_id: 'person-17' }],
    ['an object without a session', { user_id: '{"device_id":"d"}' }],
    ['a session that is no text', { user_id: '{"session_id":7}' }],
    ['an empty session', { user_id: '{"session_id":""}' }],
    ['half an object', { user_id: '{"session_id":"s' }],
    ['an id that is no text', { user_id: { session_id: SESSION } }],
    ['no id', { purpose: 'test' }],
    ['metadata that is no object', [SESSION]],
    ['null', null],
    ['more than anybody writes', { padding: 'x'.repeat(3000), user_id: `a_session_${SESSION}` }],
  ])('finds none in %s', (_title, metadata) => {
    expect(find(request(metadata))).toBeNull();
  });

  it('finds none where metadata stands elsewhere', () => {
    const inner = { metadata: { user_id: `a_session_${SESSION}` } };
    expect(find(JSON.stringify({ model: 'm', messages: [inner] }))).toBeNull();
  });
});
