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
  /** Called as soon as nobody else may answer this client: at once, but in a race. Replaces the last listener. */
  whenAlone(listener: () => void): void;
}

/** For answers that are short and usually sent at once. */
const DEFAULT_LINGER_MS = 60_000;

/**
 * @param lingerMs how long a client may leave the rest of an ended answer unread before its connection is reset
 */
export function createClientResponse(response: ServerResponse, lingerMs = DEFAULT_LINGER_MS): ClientResponse {
  return new HttpClientResponse(response, lingerMs);
}

const nothing = (): void => undefined;

/**
 * A class although it is made by a factory: getters of an object literal give each object a hidden class of its own, which
 * V8 keeps, with all that its functions refer to, until the next full collection.
 */
class HttpClientResponse implements ClientResponse {
  committed = false;
  bytes = 0;
  gone = false;
  blocked = false;
  readonly #response: ServerResponse;
  readonly #lingerMs: number;
  /** What one upstream packet holds for the client. */
  #pending: (Buffer | string)[] = [];
  #onBlocked = nothing;
  #onDrained = nothing;
  #left = nothing;

  constructor(response: ServerResponse, lingerMs: number) {
    this.#response = response;
    this.#lingerMs = lingerMs;
    response.once('close', () => this.#onClose());
    // A write to a client that has just left fails; `close` follows and says so.
    response.on('error', nothing);
  }

  get status(): number | null {
    return this.committed ? this.#response.statusCode : null;
  }

  start(status: number, headers: HeaderRecord): void {
    this.committed = true;
    if (!this.gone) this.#response.writeHead(status, headers);
  }

  flushHeaders(): void {
    if (!this.gone) this.#response.flushHeaders();
  }

  write(chunk: Buffer | string): void {
    if (this.gone) return;
    this.bytes += Buffer.byteLength(chunk);
    // One packet from upstream can hold many chunks: joined they cost one write, separately many.
    if (this.#pending.length === 0) process.nextTick(flush, this);
    this.#pending.push(chunk);
  }

  end(chunk?: Buffer | string): void {
    if (this.gone) return;
    if (chunk !== undefined) {
      this.bytes += Buffer.byteLength(chunk);
      this.#pending.push(chunk);
    }
    this.#response.end(this.#takePending());
    // By then the system has taken an answer that is read.
    setImmediate(limitLinger, this);
  }

  whenAlone(listener: () => void): void {
    listener();
  }

  breakOff(): void {
    this.flush();
    this.#left = nothing;
    const response = this.#response;
    const { socket } = response;
    if (socket === null) {
      // A pipelined request whose turn has not come: the answers before it are sent first.
      if (!response.closed) response.once('socket', () => setImmediate(() => this.breakOff()));
      return;
    }
    // A body without chunks ends with its connection: only a reset tells such a client that something is missing.
    if (!response.chunkedEncoding) {
      socket.resetAndDestroy();
      return;
    }
    socket.destroySoon();
    this.limitLinger();
  }

  abandon(): void {
    this.#left = nothing;
    const { socket } = this.#response;
    if (socket === null) this.#response.once('socket', (given) => given.resetAndDestroy());
    else socket.resetAndDestroy();
  }

  onPressure(blocked: () => void, drained: () => void): void {
    this.#onBlocked = blocked;
    this.#onDrained = drained;
    if (this.blocked) blocked();
  }

  onGone(listener: () => void): void {
    this.#left = listener;
    if (this.gone) listener();
  }

  flush(): void {
    const chunk = this.#takePending();
    if (chunk === undefined || this.gone) return;
    this.#response.write(chunk);
    const { socket } = this.#response;
    if (this.blocked || (socket !== null && !socket.writableNeedDrain)) return;
    this.blocked = true;
    if (socket === null) this.#response.once('socket', this.#onTurn);
    else socket.once('drain', this.#onDrain);
    this.#onBlocked();
  }

  /** Nobody watches an answer once it has ended, so one that is never read would be kept for ever. */
  limitLinger(): void {
    const response = this.#response;
    const { socket } = response;
    if (response.writableFinished) return;
    if (socket === null) {
      if (!response.closed) response.once('socket', () => setImmediate(limitLinger, this));
      return;
    }
    if (socket.writableLength === 0) return;
    response.setTimeout(this.#lingerMs, () => socket.resetAndDestroy());
  }

  /** A pipelined request waited for the answers before it; its own has been collected by Node as far as it went. */
  readonly #onTurn = (): void => {
    setImmediate(() => {
      const { socket } = this.#response;
      if (socket?.writableNeedDrain === true) socket.once('drain', this.#onDrain);
      else this.#onDrain();
    });
  };

  readonly #onDrain = (): void => {
    this.blocked = false;
    this.#onDrained();
  };

  #onClose(): void {
    if (this.blocked) this.#response.socket?.removeListener('drain', this.#onDrain);
    if (this.#response.writableFinished) return;
    this.gone = true;
    this.#left();
  }

  #takePending(): Buffer | string | undefined {
    const pending = this.#pending;
    if (pending.length === 0) return undefined;
    this.#pending = [];
    return pending.length === 1 ? pending[0] : Buffer.concat(pending.map(toBuffer));
  }
}

const flush = (response: HttpClientResponse): void => response.flush();
const limitLinger = (response: HttpClientResponse): void => response.limitLinger();

function toBuffer(chunk: Buffer | string): Buffer {
  return typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
}
