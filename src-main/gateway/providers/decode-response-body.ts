import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib';

export interface BodyDecoder {
  write(chunk: Buffer): void;
  end(): void;
  pause(): void;
  resume(): void;
  destroy(): void;
}

export interface BodyDecoderHandler {
  onData(chunk: Buffer): void;
  onEnd(): void;
  onError(error: Error): void;
  /** The decoder has enough to do: stop writing until `onDrain`. */
  onFull(): void;
  onDrain(): void;
}

/**
 * Undoes the `content-encoding` of an upstream that compresses although it was asked not to. Null when there is nothing
 * to undo. An encoding nobody knows is left alone: the client may know it.
 */
export function createBodyDecoder(
  contentEncoding: string | string[] | undefined,
  handler: BodyDecoderHandler,
): BodyDecoder | null {
  if (typeof contentEncoding !== 'string') return null;
  const transform = createTransform(contentEncoding.trim().toLowerCase());
  if (transform === null) return null;
  transform.on('data', handler.onData);
  transform.on('end', handler.onEnd);
  transform.on('error', handler.onError);
  transform.on('drain', handler.onDrain);
  return {
    write(chunk) {
      if (!transform.write(chunk)) handler.onFull();
    },
    end: () => void transform.end(),
    pause: () => void transform.pause(),
    resume: () => void transform.resume(),
    destroy: () => void transform.destroy(),
  };
}

function createTransform(encoding: string) {
  switch (encoding) {
    case 'gzip':
    case 'x-gzip':
      return createGunzip();
    case 'deflate':
      return createInflate();
    case 'br':
      return createBrotliDecompress();
    case 'zstd':
      return createZstdDecompress();
    default:
      return null;
  }
}
