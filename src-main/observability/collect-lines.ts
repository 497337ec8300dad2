/** Takes lines, and hands them on together. */
export interface LineCollector {
  add(line: string): void;
  /** Hands on what there is. */
  flush(): void;
}

/** So many characters are handed on at once, fewer after a moment. */
const FULL_LENGTH = 32 * 1024;
const FLUSH_MS = 100;

/** A write for each line would cost a request more than its record in the database. */
export function createLineCollector(write: (text: string) => void): LineCollector {
  let lines: string[] = [];
  let length = 0;
  let timer: NodeJS.Timeout | null = null;

  const flush = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (lines.length === 0) return;
    const text = lines.join('');
    lines = [];
    length = 0;
    write(text);
  };

  return {
    add(line) {
      lines.push(line);
      length += line.length;
      if (length >= FULL_LENGTH) flush();
      else timer ??= setTimeout(flush, FLUSH_MS).unref();
    },
    flush,
  };
}
