import type { IncomingHttpHeaders } from 'node:http';
import type { MemoryAccount } from '../memory-budget';
import {
  HandlerFault,
  type UpstreamClient,
  type UpstreamHandler,
  type UpstreamResponse,
} from '../providers/upstream-client';
import type { AnswerRewriter } from './answer-rewriter';
import type { TransformerRun } from './begin-transformers';
import { createEventRewriter } from './create-event-rewriter';
import { createTransformingHandler } from './create-transforming-handler';
import { createWholeRewriter } from './create-whole-rewriter';
import { transformCall, type TransformCallOptions } from './transform-call';

/** The way to an upstream for one attempt. */
export interface OpenUpstream extends Pick<UpstreamClient, 'send'> {
  /** The attempt is over, however it ended. */
  readonly end?: () => void;
}

export interface TransformingUpstreamOptions extends TransformCallOptions {
  readonly upstreams: Pick<UpstreamClient, 'send'>;
  readonly run: TransformerRun;
  readonly memory: MemoryAccount;
}

const OPEN_OBJECT = 0x7b;
const OPEN_ARRAY = 0x5b;
const LESS_THAN = 0x3c;

/**
 * The way to an upstream through the transformers of its channel: they see the bytes on the wire, so whatever stands before
 * them, a conversion or none, is not concerned.
 */
export function createTransformingUpstream(options: TransformingUpstreamOptions): OpenUpstream {
  const { upstreams, run, memory, warn } = options;

  function chooseRewriter(
    status: number,
    headers: IncomingHttpHeaders,
    first: number,
  ): AnswerRewriter | null {
    // Errors are told in the upstream's own words.
    if (status < 200 || status > 299) return null;
    if (headers['content-type']?.includes('text/event-stream') === true)
      return createEventRewriter(run, memory);
    if (first === OPEN_OBJECT) return createWholeRewriter(run, memory, warn);
    if (first === LESS_THAN) return null;
    if (first !== OPEN_ARRAY) return createEventRewriter(run, memory);
    warn('A stream that comes as a JSON array is not changed by transformers; ask for it with alt=sse.');
    return null;
  }

  return {
    end: () => run.end(),
    send(call, handler) {
      let inner: UpstreamResponse | null = null;
      let over = false;
      let paused = false;
      let heldUp = false;

      const abort = (): void => {
        over = true;
        inner?.abort();
      };
      const settleFlow = (): void => {
        if (paused || heldUp) inner?.pause();
        else inner?.resume();
      };
      const createHandler = (): UpstreamHandler =>
        createTransformingHandler({
          handler,
          chooseRewriter,
          isOver: () => over,
          abort,
          holdUp(held) {
            heldUp = held;
            if (!over) settleFlow();
          },
        });
      const begin = async (): Promise<void> => {
        try {
          const transformed = await transformCall(call, options);
          if (over) return;
          inner = upstreams.send(transformed, run.readsAnswer() ? createHandler() : handler);
          if (paused) inner.pause();
        } catch (cause) {
          if (!over) handler.onError(new HandlerFault(cause));
        }
      };
      void begin();
      return {
        pause() {
          paused = true;
          settleFlow();
        },
        resume() {
          paused = false;
          settleFlow();
        },
        abort,
      };
    },
  };
}
