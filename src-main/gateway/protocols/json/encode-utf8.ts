import { transcode } from 'node:buffer';

/** For less, what follows costs more than it saves. */
const SHORT_CHARS = 1024;
const SCRATCH_CHARS = 64 * 1024;
const BYTES_PER_CHAR = 2;
let scratch: Buffer | null = null;

/**
 * A text as UTF-8, in memory of its own. Text with characters beyond Latin-1 V8 counts and writes one by one; in its own form
 * it copies it as it is, and from that form to UTF-8 it is seven times as fast.
 *
 * @param text without lone surrogates, which `JSON.stringify` escapes
 */
export function encodeUtf8(text: string): Buffer {
  if (text.length < SHORT_CHARS) return Buffer.from(text);
  if (text.length > SCRATCH_CHARS) return transcode(Buffer.from(text, 'utf16le'), 'utf16le', 'utf8');
  scratch ??= Buffer.allocUnsafeSlow(SCRATCH_CHARS * BYTES_PER_CHAR);
  return transcode(scratch.subarray(0, scratch.write(text, 'utf16le')), 'utf16le', 'utf8');
}
