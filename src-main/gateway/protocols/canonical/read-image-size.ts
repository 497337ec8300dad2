export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

/** Enough for a JPEG with a preview in its header, and little enough to decode for each image of a conversation. */
const HEAD_CHARS = 128 * 1024;
const SHORTEST_HEAD = 30;
const FROM_HEAD = 4;

/** Frame headers of JPEG (SOF0 … SOF15), which hold the size; three numbers among them are other segments. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** Markers without a length. */
const isBare = (marker: number): boolean => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8);

function readJpeg(bytes: Buffer): ImageSize | null {
  let at = 2;
  while (at + 9 <= bytes.length) {
    if (bytes.readUInt8(at) !== 0xff) return null;
    const marker = bytes.readUInt8(at + 1);
    if (marker === 0xff) {
      at += 1;
    } else if (isBare(marker)) {
      at += 2;
    } else if (isFrame(marker)) {
      return { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
    } else {
      // A length below its own two bytes is none, but must not stop the way forward.
      at += 2 + Math.max(2, bytes.readUInt16BE(at + 2));
    }
  }
  return null;
}

function readWebp(bytes: Buffer): ImageSize | null {
  switch (bytes.toString('latin1', 12, 16)) {
    case 'VP8X':
      return { width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1 };
    case 'VP8 ':
      return { width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff };
    case 'VP8L': {
      const bits = bytes.readUInt32LE(21);
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    }
    default:
      return null;
  }
}

function readSize(bytes: Buffer): ImageSize | null {
  if (bytes.length < SHORTEST_HEAD) return null;
  const head = bytes.toString('latin1', 0, FROM_HEAD);
  if (head === '\x89PNG') return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
  if (head === 'GIF8') return { width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) };
  if (head === 'RIFF') return readWebp(bytes);
  return head.startsWith('\xff\xd8') ? readJpeg(bytes) : null;
}

/** Size of a PNG, JPEG, WebP or GIF in base64, by its header; null when that does not say. */
export function readImageSize(base64: string): ImageSize | null {
  const size = readSize(Buffer.from(base64.slice(0, HEAD_CHARS), 'base64'));
  return size !== null && size.width > 0 && size.height > 0 ? size : null;
}
