import { connect, type Socket } from 'node:net';
import { createAnswerParser, type WireAnswer } from './parse-answers';

export type ConnectionEnd = 'fin' | 'reset';

/** A connection of a client that knows no manners. Answers are read strictly. */
export interface RawConnection {
  readonly socket: Socket;
  readonly end: ConnectionEnd | null;
  send(bytes: Buffer | string): void;
  /** Says, before it is sent, that the next request is a HEAD, or is none. */
  note(isHead: boolean): void;
  /** The next answer; null when the connection has ended instead. Rejects when neither comes in time. */
  next(timeoutMs?: number): Promise<WireAnswer | null>;
  /** All answers until one is the last, the connection ends, or nothing has come for `idleMs`. */
  collect(isLast: (answer: WireAnswer) => boolean, idleMs: number): Promise<WireAnswer[]>;
  destroy(): void;
}

/** Nothing in these tests takes nearly as long; a connection that is silent for this long hangs. */
const HANG_MS = 5000;

let addresses = 0;

/**
 * A loopback address of its own: Linux has 16 million. A client that guesses wrong tokens is shut out by its address,
 * and must not shut out the next case.
 */
export function nextAddress(): string {
  addresses += 1;
  return `127.${1 + ((addresses >> 16) % 200)}.${(addresses >> 8) & 255}.${1 + (addresses % 250)}`;
}

export function connectRaw(url: string, localAddress = nextAddress()): RawConnection {
  const { hostname, port } = new URL(url);
  const heads: boolean[] = [];
  const answers: WireAnswer[] = [];
  const parser = createAnswerParser((index) => heads[index] === true);
  let end: ConnectionEnd | null = null;
  let violation: Error | null = null;
  let wake: (() => void) | null = null;

  const changed = (): void => {
    wake?.();
    wake = null;
  };
  const parse = (part: () => WireAnswer[]): void => {
    try {
      answers.push(...part());
    } catch (error) {
      violation ??= error instanceof Error ? error : new Error(String(error));
    }
  };
  const ended = (how: ConnectionEnd): void => {
    if (end !== null) return;
    end = how;
    // A reset may cut an answer; that is its purpose.
    if (how === 'fin') parse(() => parser.end());
    changed();
  };

  const socket = connect({ host: hostname, port: Number(port), localAddress, allowHalfOpen: true });
  socket.setNoDelay(true);
  socket.on('data', (chunk: Buffer) => {
    parse(() => parser.push(chunk));
    changed();
  });
  socket.on('end', () => {
    ended('fin');
    socket.destroy();
  });
  socket.on('error', () => ended('reset'));
  socket.on('close', () => ended('reset'));

  /** False when nothing has happened in time. */
  const change = (timeoutMs: number): Promise<boolean> =>
    new Promise((resolve) => {
      const timer = setTimeout(() => {
        wake = null;
        resolve(false);
      }, timeoutMs);
      wake = () => {
        clearTimeout(timer);
        resolve(true);
      };
    });

  return {
    socket,
    get end() {
      return end;
    },
    send(bytes) {
      if (socket.writable) socket.write(bytes);
    },
    note: (isHead) => void heads.push(isHead),
    async next(timeoutMs = HANG_MS) {
      for (;;) {
        const answer = answers.shift();
        if (answer !== undefined) return answer;
        if (violation !== null) throw violation;
        if (end !== null) return null;
        // oxlint-disable-next-line no-await-in-loop -- waiting is the point
        if (!(await change(timeoutMs))) throw new Error(`neither answer nor end within ${timeoutMs} ms`);
      }
    },
    async collect(isLast, idleMs) {
      const collected: WireAnswer[] = [];
      for (;;) {
        for (let answer = answers.shift(); answer !== undefined; answer = answers.shift()) {
          collected.push(answer);
          if (isLast(answer)) return collected;
        }
        if (violation !== null) throw violation;
        // oxlint-disable-next-line no-await-in-loop -- waiting is the point
        if (end !== null || !(await change(idleMs))) return collected;
      }
    },
    destroy() {
      socket.destroy();
    },
  };
}
