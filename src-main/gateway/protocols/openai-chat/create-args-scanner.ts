const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const SPACE = 0x20;

/** Follows arguments as they come, to know when their object is complete. */
export interface ArgsScanner {
  isComplete(): boolean;
  /** Returns how many code units of the piece belong to the arguments: all, unless the object ends before. */
  scan(piece: string): number;
}

/** Text that is no object from its first character on is never complete. */
export function createArgsScanner(): ArgsScanner {
  let state: 'before' | 'object' | 'string' | 'escape' | 'complete' | 'no-object' = 'before';
  let depth = 0;

  return {
    isComplete: () => state === 'complete',
    scan(piece) {
      for (let i = 0; i < piece.length; i += 1) {
        const code = piece.charCodeAt(i);
        switch (state) {
          case 'before':
            if (code <= SPACE) break;
            state = code === OPEN_BRACE ? 'object' : 'no-object';
            depth = 1;
            break;
          case 'object':
            if (code === QUOTE) state = 'string';
            else if (code === OPEN_BRACE) depth += 1;
            else if (code === CLOSE_BRACE) depth -= 1;
            if (depth > 0) break;
            state = 'complete';
            return i + 1;
          case 'string':
            if (code === QUOTE) state = 'object';
            else if (code === BACKSLASH) state = 'escape';
            break;
          case 'escape':
            state = 'string';
            break;
          case 'complete':
            return 0;
          case 'no-object':
            return piece.length;
        }
      }
      return piece.length;
    },
  };
}
