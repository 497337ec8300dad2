import type { MemoryAccount } from '../memory-budget';
import { encodeJson } from '../protocols/json/encode-json';
import { isRecord, parseJson } from '../protocols/json/read';
import type { AnswerRewriter } from './answer-rewriter';
import type { TransformerRun } from './begin-transformers';

/** A longer answer goes on as it is. */
const HOLD_BYTES = 16 * 1024 * 1024;

/** Changes an answer in one piece, which is held until it is complete. What is no JSON object stays as it is. */
export function createWholeRewriter(
  run: Pick<TransformerRun, 'response'>,
  memory: MemoryAccount,
  warn: (warning: string) => void,
): AnswerRewriter {
  const held: Buffer[] = [];
  let heldBytes = 0;
  let given = false;

  function release(): Buffer {
    const bytes = Buffer.concat(held.splice(0), heldBytes);
    memory.give(heldBytes);
    heldBytes = 0;
    return bytes;
  }

  return {
    push(chunk) {
      if (given) return Promise.resolve(chunk);
      if (heldBytes + chunk.length <= HOLD_BYTES && memory.take(chunk.length)) {
        held.push(chunk);
        heldBytes += chunk.length;
        return Promise.resolve(null);
      }
      given = true;
      warn('The answer was too large to be held, so the transformers of its channel were left out.');
      return Promise.resolve(Buffer.concat([release(), chunk]));
    },
    async end() {
      if (given) return null;
      const bytes = release();
      const body = parseJson(bytes.toString('utf8'));
      if (!isRecord(body)) return bytes;
      const changed = await run.response(body);
      return changed === body ? bytes : encodeJson(changed);
    },
  };
}
