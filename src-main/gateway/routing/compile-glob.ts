/**
 * A test for a pattern in which `*` stands for any characters, none included. Case does not matter. Each piece between two
 * stars is looked for once, so that no pattern makes a text expensive.
 */
export function compileGlob(pattern: string): (text: string) => boolean {
  const [head = '', ...pieces] = pattern.toLowerCase().split('*');
  const tail = pieces.pop();
  if (tail === undefined) return (text) => text.toLowerCase() === head;
  return (text) => {
    const folded = text.toLowerCase();
    if (folded.length < head.length + tail.length) return false;
    if (!folded.startsWith(head) || !folded.endsWith(tail)) return false;
    const end = folded.length - tail.length;
    let at = head.length;
    for (const piece of pieces) {
      const found = folded.indexOf(piece, at);
      if (found === -1 || found + piece.length > end) return false;
      at = found + piece.length;
    }
    return true;
  };
}

/** A test for any one of the patterns. */
export function compileGlobs(patterns: readonly string[]): (text: string) => boolean {
  const globs = patterns.map((pattern) => compileGlob(pattern));
  return (text) => globs.some((matches) => matches(text));
}
