import type { ServerResponse } from 'node:http';
import type { HeaderRecord } from './forward-headers';

/** The client's side of an exchange. All writing to it goes through here. */
export interface ClientResponse {
  /** True once a status was sent: from then on no other channel can answer. */
  readonly committed: boolean;
  /** Status sent; null before. */
  readonly status: number | null;
  /** Body bytes written. */
  readonly bytes: number;
  /** True once the client has left before the answer was complete. */
  readonly gone: boolean;
  /** True while the client reads more slowly than it is written to. */
  readonly blocked: boolean;
  start(status: number, headers: HeaderRecord): void;
  /** Sends the headers although no body byte follows yet. */
  flushHeaders(): void;
  write(chunk: Buffer | string): void;
  end(chunk?: Buffer | string): void;
  /** Breaks the connection after what was written, so that the client cannot take the answer for a complete one. */
  breakOff(): void;
  /** Resets the connection, whatever is still on its way: the client has stopped reading. */
  abandon(): void;
  /** Called when the client reads more slowly than it is written to, and when it has caught up. Replaces the last pair. */
  onPressure(blocked: () => void, drained: () => void): void;
  /** Called once if the client leaves early. Replaces the last listener. */
  onGone(listener: () => void): void;
}

const nothing = (): void => undefined;

/** For answers that are short and usually sent at once. */
const DEFAULT_LINGER_MS = 60_000;

/**
 * @param lingerMs how long a client may leave the rest of an ended answer unread before its connection is reset
 */
export function createClientResponse(response: ServerResponse, lingerMs = DEFAULT_LINGER_MS): ClientResponse {
  let committed = false;
  let bytes = 0;
  let gone = false;
  /** What one upstream packet holds for the client. */
  let pending: (Buffer | string)[] = [];
  let waiting = false;
  let onBlocked = nothing;
  let onDrained = nothing;
  let left = nothing;

  const onDrain = (): void => {
    waiting = false;
    onDrained();
  };
  const takePending = (): Buffer | string | undefined => {
    const [only, ...more] = pending;
    if (more.length === 0) {
      pending = [];
      return only;
    }
    const joined = Buffer.concat(pending.map(toBuffer));
    pending = [];
    return joined;
  };
  const flush = (): void => {
    const chunk = takePending();
    if (chunk === undefined || gone) return;
    response.write(chunk);
    if (!waiting && response.socket?.writableNeedDrain === true) {
      waiting = true;
      response.socket.once('drain', onDrain);
      onBlocked();
    }
  };

  // Nobody watches an answer once it has ended, so one that is never read would be kept for ever.
  const limitLinger = (): void => {
    const { socket } = response;
    if (socket === null || response.writableFinished || socket.writableLength === 0) return;
    response.setTimeout(lingerMs, () => socket.resetAndDestroy());
  };

  function breakOff(): void {
    flush();
    left = nothing;
    const { socket } = response;
    if (socket === null) {
      // A pipelined request whose turn has not come: the answers before it are sent first.
      if (!response.closed) response.once('socket', () => setImmediate(breakOff));
      return;
    }
    // A body without chunks ends with its connection: only a reset tells such a client that something is missing.
    if (!response.chunkedEncoding) {
      socket.resetAndDestroy();
      return;
    }
    socket.destroySoon();
    limitLinger();
  }

  response.once('close', () => {
    response.socket?.removeListener('drain', onDrain);
    if (response.writableFinished) return;
    gone = true;
    left();
  });
  // A write to a client that has just left fails; `close` follows and says so.
  response.on('error', nothing);

  return {
    get committed() {
      return committed;
    },
    get status() {
      return committed ? response.statusCode : null;
    },
    get bytes() {
      return bytes;
    },
    get gone() {
      return gone;
    },
    get blocked() {
      return waiting;
    },
    start(status, headers) {
      committed = true;
      if (gone) return;
      response.writeHead(status, headers);
    },
    flushHeaders() {
      if (!gone) response.flushHeaders();
    },
    write(chunk) {
      if (gone) return;
      bytes += Buffer.byteLength(chunk);
      // One packet from upstream can hold many chunks: joined they cost one write, separately many.
      if (pending.length === 0) process.nextTick(flush);
      pending.push(chunk);
    },
    end(chunk) {
      if (gone) return;
      if (chunk !== undefined) {
        bytes += Buffer.byteLength(chunk);
        pending.push(chunk);
      }
      response.end(takePending());
      // By then the system has taken an answer that is read.
      setImmediate(limitLinger);
    },
    breakOff,
    abandon() {
      left = nothing;
      response.socket?.resetAndDestroy();
    },
    onPressure(blocked, drained) {
      onBlocked = blocked;
      onDrained = drained;
      if (waiting) blocked();
    },
    onGone(listener) {
      left = listener;
      if (gone) listener();
    },
  };
}

function toBuffer(chunk: Buffer | string): Buffer {
  return typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
}
