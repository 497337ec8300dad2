import type { NewId } from '../protocols/canonical/codec';
import { hashBase62 } from '../protocols/tools/hash-base62';

/** Ids that follow from an answer's own: written again, the answer has the same. At most 40 characters each. */
export function createAnswerIds(answerId: string): NewId {
  let count = 0;
  return (length) => {
    count += 1;
    return hashBase62(`${answerId} ${count}`).slice(0, length);
  };
}
