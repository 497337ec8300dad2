import type { Socket } from 'node:net';

/**
 * Lets what is written to a socket within one turn leave in one system call. undici writes each piece of a body by itself,
 * and the piece before a replaced model name has a few bytes only: a call for it costs more than all else of the request.
 */
export function joinWrites(socket: Socket): void {
  const uncork = socket.uncork.bind(socket);
  /** Corks that are to be taken off when the turn ends. */
  let owed = 0;
  const release = (): void => {
    for (; owed > 0; owed -= 1) uncork();
  };
  socket.uncork = () => {
    if (owed === 0) process.nextTick(release);
    owed += 1;
  };
}
