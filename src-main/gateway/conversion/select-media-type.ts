const MEDIA_TYPE = /^[\w.+-]{1,60}\/[\w.+-]{1,60}$/;
/** What servers say that do not know. */
const GENERIC = new Set(['application/octet-stream', 'binary/octet-stream', 'application/x-download']);
const PDF = 'application/pdf';
/** Names that were never registered. */
const REGISTERED: ReadonlyMap<string, string> = new Map([
  ['image/jpg', 'image/jpeg'],
  ['image/pjpeg', 'image/jpeg'],
  ['image/x-png', 'image/png'],
  ['application/x-pdf', PDF],
]);
/** Text that draws: no model sees it as an image. */
const DRAWING = 'image/svg+xml';

/** How files begin. Of a RIFF or ISO container the kind comes after its length. */
const SIGNATURES: readonly { readonly at: number; readonly bytes: string; readonly mediaType: string }[] = [
  { at: 0, bytes: '\x89PNG\r\n\x1a\n', mediaType: 'image/png' },
  { at: 0, bytes: '\xff\xd8\xff', mediaType: 'image/jpeg' },
  { at: 0, bytes: 'GIF87a', mediaType: 'image/gif' },
  { at: 0, bytes: 'GIF89a', mediaType: 'image/gif' },
  { at: 8, bytes: 'WEBP', mediaType: 'image/webp' },
  { at: 4, bytes: 'ftypheic', mediaType: 'image/heic' },
  { at: 4, bytes: 'ftypheix', mediaType: 'image/heic' },
  { at: 4, bytes: 'ftypmif1', mediaType: 'image/heif' },
  { at: 4, bytes: 'ftypavif', mediaType: 'image/avif' },
  { at: 0, bytes: '%PDF-', mediaType: PDF },
];
const SIGNATURE_BYTES = 16;

/** The media type of a `content-type`, in lower case; null when there is none that says anything. */
export function readMediaType(contentType: string | undefined): string | null {
  const essence = contentType?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (!MEDIA_TYPE.test(essence) || GENERIC.has(essence)) return null;
  return REGISTERED.get(essence) ?? essence;
}

/** Whether what is said to be of this type can be an image or a PDF. */
export function mayBeMedia(mediaType: string | null): boolean {
  return mediaType === null || mediaType === PDF || (mediaType.startsWith('image/') && mediaType !== DRAWING);
}

function detectMediaType(bytes: Buffer): string | null {
  const head = bytes.toString('latin1', 0, SIGNATURE_BYTES);
  return SIGNATURES.find(({ at, bytes: signature }) => head.startsWith(signature, at))?.mediaType ?? null;
}

/**
 * The type of an image or PDF. What the bytes say counts more than what the server does, because providers look at them too.
 *
 * @param declared what `readMediaType` gave
 * @returns null when it is neither
 */
export function selectMediaType(declared: string | null, bytes: Buffer): string | null {
  return mayBeMedia(declared) ? (detectMediaType(bytes) ?? declared) : null;
}
