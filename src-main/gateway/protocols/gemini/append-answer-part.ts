import type { CanonicalPart } from '../canonical/part';

/** Text without a text: it is there for its signature, which belongs to what came before. */
function attachSignature(part: CanonicalPart | undefined, signature: string): CanonicalPart | null {
  if (part === undefined) return null;
  if (part.type === 'text') return { ...part, signature };
  if (part.type === 'toolCall' && part.signature === undefined) return { ...part, signature };
  if (part.type === 'reasoning' && part.state === undefined) {
    return { ...part, state: { kind: 'signature', data: signature } };
  }
  return null;
}

function joinParts(last: CanonicalPart | undefined, part: CanonicalPart): CanonicalPart | null {
  if (last?.type === 'text' && part.type === 'text' && last.signature === undefined) {
    return { ...part, text: last.text + part.text };
  }
  if (last?.type === 'reasoning' && part.type === 'reasoning' && last.state === undefined) {
    return { ...part, text: last.text + part.text };
  }
  return null;
}

/**
 * Adds a part to a model's turn. Google's clients keep a streamed answer as it came, a part to each chunk: its texts are
 * put together again, so that a chunk of white space is not taken for an empty part.
 */
export function appendAnswerPart(parts: CanonicalPart[], part: CanonicalPart): void {
  const last = parts.at(-1);
  const isEmptyText = part.type === 'text' && part.text === '';
  if (isEmptyText && part.signature === undefined) return;
  const replaced =
    isEmptyText && part.signature !== undefined
      ? attachSignature(last, part.signature)
      : joinParts(last, part);
  if (replaced === null) parts.push(part);
  else parts[parts.length - 1] = replaced;
}
