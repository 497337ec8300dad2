/** Keeps lines that are yet to be put into words, and hands them on together and in order. */
export interface LineHolder<Line> {
  hold(line: Line): void;
  /** Hands on what there is. */
  release(): void;
}

const MOST_LINES = 256;
const RELEASE_MS = 100;

/**
 * Formatting a line in the middle of a request costs it three times as much as formatting a hundred at once: its code and
 * data push out what relays the stream, and the other way round.
 */
export function createLineHolder<Line>(write: (lines: readonly Line[]) => void): LineHolder<Line> {
  let lines: Line[] = [];
  let timer: NodeJS.Timeout | null = null;

  const release = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (lines.length === 0) return;
    const held = lines;
    lines = [];
    write(held);
  };

  return {
    hold(line) {
      lines.push(line);
      if (lines.length >= MOST_LINES) release();
      else timer ??= setTimeout(release, RELEASE_MS).unref();
    },
    release,
  };
}
