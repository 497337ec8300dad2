import { describe, expect, it } from 'vitest';
import { createRequest, user, text, call, assistant } from '../reasoning/testing/conversation';
import { estimateOutput, estimateTokens } from './estimate-tokens';
import type { CanonicalPart, MediaSource } from './part';
import type { CanonicalRequest, CanonicalTool } from './request';

const PER_MESSAGE = 4;
const ask = (...parts: CanonicalPart[]): CanonicalRequest =>
  createRequest('anthropic-messages', [user(...parts)]);
/** Tokens as estimated, before the margin. */
const weigh = (...parts: CanonicalPart[]): number => estimateTokens(ask(...parts)) / 1.1 - PER_MESSAGE;
const about = (tokens: number): number => Math.ceil((tokens + PER_MESSAGE) * 1.1) / 1.1 - PER_MESSAGE;

const base64 = (mediaType: string, bytes: Uint8Array): MediaSource => ({
  type: 'base64',
  mediaType,
  data: Buffer.from(bytes).toString('base64'),
});
const image = (mediaType: string, bytes: Uint8Array): CanonicalPart => ({
  type: 'image',
  source: base64(mediaType, bytes),
});

function png(width: number, height: number): Buffer {
  const bytes = Buffer.alloc(40);
  bytes.write('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1');
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return bytes;
}

function gif(width: number, height: number): Buffer {
  const bytes = Buffer.alloc(40);
  bytes.write('GIF89a', 'latin1');
  bytes.writeUInt16LE(width, 6);
  bytes.writeUInt16LE(height, 8);
  return bytes;
}

/** With an APP1 segment of so many bytes before the frame, and fill bytes as some cameras write them. */
function jpeg(width: number, height: number, preview = 20): Buffer {
  const frame = Buffer.from([0xff, 0xff, 0xc2, 0, 17, 8, 0, 0, 0, 0, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1]);
  frame.writeUInt16BE(height, 6);
  frame.writeUInt16BE(width, 8);
  const segment = Buffer.alloc(2 + preview, 0xff);
  segment.writeUInt16BE(0xffe1, 0);
  segment.writeUInt16BE(preview, 2);
  return Buffer.concat([Buffer.from([0xff, 0xd8]), segment, frame]);
}

function webp(kind: 'VP8X' | 'VP8 ' | 'VP8L', width: number, height: number): Buffer {
  const bytes = Buffer.alloc(40);
  bytes.write('RIFF\0\0\0\0WEBP', 'latin1');
  bytes.write(kind, 12, 'latin1');
  if (kind === 'VP8X') {
    bytes.writeUIntLE(width - 1, 24, 3);
    bytes.writeUIntLE(height - 1, 27, 3);
  } else if (kind === 'VP8 ') {
    bytes.writeUInt16LE(width, 26);
    bytes.writeUInt16LE(height, 28);
  } else {
    bytes.writeUInt32LE(((width - 1) | ((height - 1) << 14)) >>> 0, 21);
  }
  return bytes;
}

const readFile: CanonicalTool = {
  type: 'function',
  name: 'read_file',
  description: 'Reads a file of the workspace.',
  schema: { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] },
};

describe('estimateTokens', () => {
  it('case 70: a request whose upstream told no usage has tokens all the same', () => {
    const request: CanonicalRequest = {
      ...ask(text('Fix the failing test in src/app.ts, please.')),
      system: [{ text: 'You are a coding agent.' }],
    };
    // (43 + 23) / 4 characters, one message, and a tenth more.
    expect(estimateTokens(request)).toBe(Math.ceil((66 / 4 + 4) * 1.1));
    expect(estimateTokens(createRequest('openai-chat'))).toBe(1);
  });

  it('case 72: tools and an image count without asking anybody', () => {
    const request: CanonicalRequest = {
      ...ask(text('What is this?'), image('image/png', png(1000, 750))),
      tools: [readFile],
    };
    const schema = JSON.stringify(readFile.type === 'function' && readFile.schema).length;
    expect(estimateTokens(request)).toBe(
      Math.ceil((350 + 9 / 4 + 30 / 4 + schema / 3.2 + 13 / 4 + 1000 + 4) * 1.1),
    );
  });

  it.each<[string, string, number]>([
    ['English', 'The quick brown fox.', 5],
    ['Western letters and signs', 'déjà — “vu”…', 3],
    ['Chinese', '你好,世界', 5],
    ['Japanese and Korean', 'こんにちは안녕', 7],
    ['Cyrillic', 'Привет', 3],
    ['emoji', '👀👀', 2],
    ['nothing', '', 0],
  ])('weighs %s', (_name, value, tokens) => {
    expect(weigh(text(value))).toBeCloseTo(about(tokens), 5);
  });

  it('weighs arguments as JSON, and free-form input as text', () => {
    const args = `{"path":"${'x'.repeat(310)}"}`;
    const make = (custom: boolean): CanonicalPart => ({ type: 'toolCall', id: 'a', name: '', args, custom });
    expect(weigh(make(false))).toBeCloseTo(about(321 / 3.2), 5);
    expect(weigh(make(true))).toBeCloseTo(about(321 / 4), 5);
  });

  it.each<[string, CanonicalPart, number]>([
    ['PNG', image('image/png', png(300, 200)), 80],
    ['GIF', image('image/gif', gif(300, 200)), 80],
    ['JPEG', image('image/jpeg', jpeg(300, 200)), 80],
    ['JPEG with a large preview', image('image/jpeg', jpeg(300, 200, 60_000)), 80],
    ['WebP, extended', image('image/webp', webp('VP8X', 300, 200)), 80],
    ['WebP, lossy', image('image/webp', webp('VP8 ', 300, 200)), 80],
    ['WebP, lossless', image('image/webp', webp('VP8L', 300, 200)), 80],
    ['large PNG', image('image/png', png(8000, 6000)), 1600],
    ['broken JPEG', image('image/jpeg', Buffer.alloc(5000, 0xff).fill(0xd8, 1, 2)), 1500],
    [
      'JPEG with empty segments',
      image('image/jpeg', Buffer.from(`ffd8${'ffe00000'.repeat(50)}`, 'hex')),
      1500,
    ],
    ['PNG without a size', image('image/png', png(0, 0)), 1500],
    ['no image at all', image('image/png', Buffer.from('x')), 1500],
    ['address', { type: 'image', source: { type: 'url', url: 'https://img.example/a.png' } }, 1500],
  ])('weighs an image by its size: %s', (_name, part, tokens) => {
    expect(weigh(part)).toBeCloseTo(about(tokens), 5);
  });

  it.each<[string, CanonicalPart, number]>([
    [
      'PDF with open pages',
      {
        type: 'document',
        source: base64(
          'application/pdf',
          Buffer.from('%PDF-1.7 <</Type /Pages>> <</Type/Page>> <</Type\n/Page /X 1>> <</Type /Font>>'),
        ),
      },
      4000,
    ],
    [
      'PDF with hidden pages',
      { type: 'document', source: base64('application/pdf', Buffer.alloc(30_000)) },
      600,
    ],
    [
      'text document',
      { type: 'document', source: { type: 'text', text: 'x'.repeat(400) }, title: 'abcd' },
      101,
    ],
    ['sound', { type: 'audio', source: base64('audio/mp3', Buffer.alloc(15_000)) }, 30],
    ['film by address', { type: 'video', source: { type: 'url', url: 'https://v.example' } }, 2000],
    [
      'result',
      { type: 'toolResult', callId: 'a', content: [text('x'.repeat(40)), image('image/png', png(75, 10))] },
      11,
    ],
    ['structured result', { type: 'toolResult', callId: 'a', content: [], structured: { a: 'xxxxxxxx' } }, 5],
    ['unknown part', { type: 'opaque', protocol: 'gemini', raw: { a: 'xxxxxxxx' }, label: 'x' }, 5],
  ])('weighs what is no text: %s', (_name, part, tokens) => {
    expect(weigh(part)).toBeCloseTo(about(tokens), 5);
  });

  it('weighs JSON nested deeper than calls can be', () => {
    let nested: unknown = 'x';
    for (let depth = 0; depth < 200_000; depth += 1) nested = [nested];
    const part: CanonicalPart = { type: 'opaque', protocol: 'gemini', raw: { nested }, label: 'x' };
    expect(weigh(part)).toBeCloseTo(about((400_000 + 14) / 3.2), 5);
  });

  it('counts every message', () => {
    const messages = [user(text('Hi')), assistant(call('a')), user(text('Hi'))];
    expect(estimateTokens(createRequest('openai-chat', messages))).toBe(
      Math.ceil((3 * 4 + 0.5 + 1 + 2 / 3.2 + 0.5) * 1.1),
    );
  });
});

describe('estimateOutput', () => {
  it('is never nothing', () => {
    expect([estimateOutput(''), estimateOutput('x'.repeat(400))]).toEqual([1, 111]);
  });
});
