import type { IncomingHttpHeaders } from 'node:http';
import { HandlerFault, type UpstreamHandler } from '../providers/upstream-client';
import type { AnswerRewriter } from './answer-rewriter';

export interface TransformingHandlerOptions {
  readonly handler: UpstreamHandler;
  /** Null: the answer is passed on as it is. */
  readonly chooseRewriter: (
    status: number,
    headers: IncomingHttpHeaders,
    first: number,
  ) => AnswerRewriter | null;
  /** Nobody waits for the answer any more. */
  readonly isOver: () => boolean;
  /** Ends the call. */
  readonly abort: () => void;
  /** Stops and resumes reading while transformers are behind. */
  readonly holdUp: (held: boolean) => void;
}

/** Packets that may wait for a transformer before the upstream is no longer read. */
const MAX_WAITING = 16;

const SPACE: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf]);

/** Stands between an upstream and who reads its answer. What was read is told in order, and later than it came. */
export function createTransformingHandler(options: TransformingHandlerOptions): UpstreamHandler {
  const { handler, chooseRewriter, isOver, abort, holdUp } = options;
  let rewriter: AnswerRewriter | null | undefined;
  let choose: ((first: number) => AnswerRewriter | null) | null = null;
  let queue = Promise.resolve();
  let waiting = 0;
  let held = false;

  function tell(part: () => void): void {
    if (isOver()) return;
    try {
      part();
    } catch (cause) {
      abort();
      handler.onError(new HandlerFault(cause));
    }
  }

  function fail(cause: unknown): void {
    if (isOver()) return;
    abort();
    handler.onError(cause instanceof Error ? cause : new Error(String(cause)));
  }

  async function runNext(part: () => Promise<void> | void): Promise<void> {
    try {
      if (!isOver()) await part();
    } catch (cause) {
      fail(cause);
    }
    waiting -= 1;
    if (waiting > 0 || !held) return;
    held = false;
    holdUp(false);
  }

  function enqueue(part: () => Promise<void> | void): void {
    waiting += 1;
    if (waiting === MAX_WAITING) {
      held = true;
      holdUp(true);
    }
    queue = queue.then(() => runNext(part));
  }

  async function passOn(chunk: Buffer): Promise<void> {
    if (rewriter === undefined) rewriter = choose?.(chunk.find((byte) => !SPACE.has(byte)) ?? 0) ?? null;
    const changed = rewriter === null ? chunk : await rewriter.push(chunk);
    if (changed !== null) tell(() => handler.onData(changed));
  }

  async function passEnd(): Promise<void> {
    const rest = (await rewriter?.end()) ?? null;
    if (rest !== null && rest.length > 0) tell(() => handler.onData(rest));
    tell(() => handler.onEnd());
  }

  return {
    onConnected: (reused) => handler.onConnected(reused),
    onHeaders(status, headers) {
      choose = (first) => chooseRewriter(status, headers, first);
      handler.onHeaders(status, headers);
    },
    onData: (chunk) => enqueue(() => passOn(chunk)),
    onEnd: () => enqueue(passEnd),
    onError: (error) => enqueue(() => handler.onError(error)),
  };
}
