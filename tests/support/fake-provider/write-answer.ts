import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';
import type { Answer, AnswerPiece } from './answer';

/** So that the peer has read what was written when the reset arrives: a reset discards what is still on its way. */
const SETTLE_MS = 10;

export interface WriteOptions {
  /** Aborts when the connection is gone. */
  readonly signal: AbortSignal;
  /** Called before the answer itself breaks the connection. */
  readonly onBreak: () => void;
}

/**
 * Plays an answer on the socket. Resolves when there is nothing more to do, which for a hanging answer is when `signal`
 * aborts; an abort during a pause rejects.
 */
export async function writeAnswer(res: ServerResponse, answer: Answer, options: WriteOptions): Promise<void> {
  const { signal } = options;
  if (answer.start === 'hang') return hang(signal);
  if (answer.start === 'reset') return breakConnection(res, 'reset', options);
  await wait(answer, signal);
  res.writeHead(answer.status, answer.headers);
  res.flushHeaders();
  let written = 0;
  // A HEAD answer has the headers of a body and no body.
  if (res.req.method !== 'HEAD') {
    for (const piece of answer.pieces) {
      // oxlint-disable-next-line no-await-in-loop -- the order and the pauses are the point
      await writePiece(res, piece, signal);
      written += piece.bytes.byteLength;
    }
  }
  if (answer.ending === 'hang') return hang(signal);
  if (answer.ending !== 'complete') return breakConnection(res, answer.ending, options);
  // Less than was promised: HTTP has no other end for that than the connection's.
  const isShort = res.req.method !== 'HEAD' && written < Number(answer.headers['content-length'] ?? 0);
  if (isShort) return breakConnection(res, 'fin', options);
  res.end();
}

async function breakConnection(
  res: ServerResponse,
  how: 'fin' | 'reset',
  options: WriteOptions,
): Promise<void> {
  await pause(SETTLE_MS, undefined, { signal: options.signal });
  options.onBreak();
  if (how === 'fin') res.socket?.destroySoon();
  else res.socket?.resetAndDestroy();
}

async function writePiece(res: ServerResponse, piece: AnswerPiece, signal: AbortSignal): Promise<void> {
  await wait(piece, signal);
  if (!res.write(piece.bytes)) await once(res, 'drain', { signal });
}

async function wait(
  before: { pauseMs: number; until?: Promise<unknown> },
  signal: AbortSignal,
): Promise<void> {
  if (before.until) await Promise.race([before.until, hang(signal)]);
  await (before.pauseMs > 0 ? pause(before.pauseMs, undefined, { signal }) : turn(undefined, { signal }));
}

function hang(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
