const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;

/** How far a string is walked byte by byte before its end is searched for natively. */
const NEAR_BYTES = 16;

/** Passes over one JSON string, object or array after the other, however they are cut into chunks. */
export interface JsonSkipper {
  /**
   * Offset behind the value that begins at `from`, or that went on when the last chunk ended; -1 when it goes on in the
   * next chunk.
   */
  skip(chunk: Buffer, from: number): number;
}

/** Brackets are counted, not matched: whether all of it is valid JSON is for its reader to say. */
export function createJsonSkipper(): JsonSkipper {
  let depth = 0;
  let inString = false;
  /** The last chunk ended with the backslash of an escape. */
  let escaped = false;

  /** Offset behind the quote that ends the string; -1 when it goes on in the next chunk. */
  function endOfString(chunk: Buffer, from: number): number {
    // `position` is never inside an escape.
    let position = escaped ? from + 1 : from;
    escaped = false;
    for (;;) {
      // Short strings, and text full of escaped quotes, are crossed faster by hand than by many native searches.
      const near = Math.min(position + NEAR_BYTES, chunk.length);
      while (position < near) {
        const byte = chunk[position];
        if (byte === QUOTE) return position + 1;
        position += byte === BACKSLASH ? 2 : 1;
      }
      if (position >= chunk.length) {
        escaped = position > chunk.length;
        return -1;
      }
      const quote = chunk.indexOf(QUOTE, position);
      const end = quote === -1 ? chunk.length : quote;
      let backslashes = 0;
      while (end - 1 - backslashes >= position && chunk[end - 1 - backslashes] === BACKSLASH)
        backslashes += 1;
      const isEscaped = backslashes % 2 === 1;
      if (quote === -1) {
        escaped = isEscaped;
        return -1;
      }
      if (!isEscaped) return quote + 1;
      position = quote + 1;
    }
  }

  return {
    skip(chunk, from) {
      let position = from;
      if (inString) {
        position = endOfString(chunk, position);
        if (position === -1) return -1;
        inString = false;
        if (depth === 0) return position;
      }
      let open = depth;
      while (position < chunk.length) {
        const byte = chunk[position];
        position += 1;
        if (byte === QUOTE) {
          position = endOfString(chunk, position);
          if (position === -1) {
            inString = true;
            depth = open;
            return -1;
          }
          if (open === 0) return position;
        } else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
          open += 1;
        } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
          open -= 1;
          if (open === 0) {
            depth = 0;
            return position;
          }
        }
      }
      depth = open;
      return -1;
    },
  };
}
