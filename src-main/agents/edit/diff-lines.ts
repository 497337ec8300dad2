export interface DiffLine {
  readonly kind: 'same' | 'added' | 'removed';
  /** 1-based, in the new file, or for a removed line in the old one. */
  readonly line: number;
  readonly text: string;
}

const CONTEXT_LINES = 2;

/** What differs between two texts line by line (Myers), with the lines around it; a gap in `line` is a gap in the file. */
export function diffLines(before: string, after: string): DiffLine[] {
  const old = splitLines(before);
  const now = splitLines(after);
  const all = trace(old, now);
  const changed = all.flatMap(({ kind }, index) => (kind === 'same' ? [] : [index]));
  const near = new Set(
    changed.flatMap((index) =>
      Array.from({ length: CONTEXT_LINES * 2 + 1 }, (_, step) => index + step - CONTEXT_LINES),
    ),
  );
  return all.filter((_, index) => near.has(index));
}

/** Without carriage returns: a change of line endings alone shows as none, and setup makes none. */
const splitLines = (text: string): string[] => (text === '' ? [] : text.replace(/\r?\n$/, '').split(/\r?\n/));

function trace(old: readonly string[], now: readonly string[]): DiffLine[] {
  const steps = furthestReaches(old, now);
  const lines: DiffLine[] = [];
  let x = old.length;
  let y = now.length;
  for (const [depth, reach] of [...steps.entries()].toReversed()) {
    const diagonal = x - y;
    const down =
      diagonal === -depth || (diagonal !== depth && at(reach, diagonal - 1) < at(reach, diagonal + 1));
    const fromX = at(reach, diagonal + (down ? 1 : -1));
    const startX = depth === 0 ? 0 : down ? fromX : fromX + 1;
    for (; x > startX; x -= 1, y -= 1) lines.push({ kind: 'same', line: y, text: now[y - 1] ?? '' });
    if (depth === 0) break;
    if (down) lines.push({ kind: 'added', line: y, text: now[y - 1] ?? '' });
    else lines.push({ kind: 'removed', line: x, text: old[x - 1] ?? '' });
    x = fromX;
    y = fromX - (diagonal + (down ? 1 : -1));
  }
  return lines.toReversed();
}

type Reach = ReadonlyMap<number, number>;
const at = (reach: Reach, diagonal: number): number => reach.get(diagonal) ?? -1;

/** For each number of changes, how far each diagonal was reached with one fewer. */
function furthestReaches(old: readonly string[], now: readonly string[]): Reach[] {
  const reach = new Map<number, number>([[1, 0]]);
  const steps: Reach[] = [];
  for (let depth = 0; depth <= old.length + now.length; depth += 1) {
    steps.push(new Map(reach));
    for (let diagonal = -depth; diagonal <= depth; diagonal += 2) {
      const down =
        diagonal === -depth || (diagonal !== depth && at(reach, diagonal - 1) < at(reach, diagonal + 1));
      let x = down ? at(reach, diagonal + 1) : at(reach, diagonal - 1) + 1;
      while (x < old.length && x - diagonal < now.length && old[x] === now[x - diagonal]) x += 1;
      reach.set(diagonal, x);
      if (x >= old.length && x - diagonal >= now.length) return steps;
    }
  }
  return steps;
}
