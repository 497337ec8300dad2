const MAX_LENGTH = 2000;

/** What a file of the user threw, in words. Files throw anything, also what cannot be made into text. */
export function describeThrown(thrown: unknown): string {
  let text: string;
  try {
    text =
      thrown instanceof Error || isErrorLike(thrown)
        ? `${thrown.name}: ${thrown.message}`
        : `it threw ${String(thrown)}`;
  } catch {
    text = 'it threw something that cannot be shown.';
  }
  return text.slice(0, MAX_LENGTH);
}

/** An error of another realm. */
function isErrorLike(thrown: unknown): thrown is Error {
  return (
    typeof thrown === 'object' &&
    thrown !== null &&
    'name' in thrown &&
    'message' in thrown &&
    typeof thrown.name === 'string' &&
    typeof thrown.message === 'string'
  );
}
