import {
  HandlerFault,
  type UpstreamCall,
  type UpstreamClient,
  type UpstreamHandler,
} from '../providers/upstream-client';

/** Stands where the network begins: nothing goes further. */
export interface PreviewUpstream extends UpstreamClient {
  /** What would have been sent first; null: nothing yet. */
  readonly call: UpstreamCall | null;
  /** The answer was followed by another call, whose answer nobody knows. */
  readonly continued: boolean;
}

const OK = 200;

/** @param answer body of the answer to the first call; null: there is none. What has no answer fails. */
export function createPreviewUpstream(answer: Buffer | null): PreviewUpstream {
  let call: UpstreamCall | null = null;
  let continued = false;
  return {
    get call() {
      return call;
    },
    get continued() {
      return continued;
    },
    send(sent, handler) {
      const first = call === null;
      continued = !first;
      call ??= sent;
      let aborted = false;
      // An answer comes after its call was made.
      queueMicrotask(() => {
        if (answer === null || !first) handler.onError(new Error('a preview calls no upstream'));
        else play(answer, handler, () => aborted);
      });
      return {
        pause: () => undefined,
        resume: () => undefined,
        abort: () => {
          aborted = true;
        },
      };
    },
    close: () => Promise.resolve(),
    destroy: () => Promise.resolve(),
  };
}

/** Without a content type, so that its first byte tells what the answer is. */
function play(answer: Buffer, handler: UpstreamHandler, isAborted: () => boolean): void {
  try {
    handler.onConnected(false);
    handler.onHeaders(OK, {});
    if (!isAborted() && answer.length > 0) handler.onData(answer);
    if (!isAborted()) handler.onEnd();
  } catch (cause) {
    handler.onError(new HandlerFault(cause));
  }
}
