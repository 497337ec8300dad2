import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface RawClient {
  readonly socket: Socket;
  /** What has come in so far. */
  readonly text: () => string;
  /** How the connection ended; null while it is open. */
  readonly end: () => 'fin' | 'reset' | null;
  /** Resolves once the text matches, or the connection has ended. */
  waitFor(pattern: RegExp, timeoutMs?: number): Promise<string>;
  waitForEnd(timeoutMs?: number): Promise<'fin' | 'reset'>;
}

const TIMEOUT_MS = 15_000;
const POLL_MS = 5;

/** A client at the level of the socket, for what no HTTP library would send or let be seen. */
export function openRaw(url: string, request: string | Buffer): RawClient {
  const { hostname, port } = new URL(url);
  const chunks: Buffer[] = [];
  let end: 'fin' | 'reset' | null = null;
  const socket = connect(Number(port), hostname);
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.once('end', () => (end ??= 'fin'));
  socket.once('error', () => (end ??= 'reset'));
  socket.once('close', () => (end ??= 'reset'));
  socket.write(request);
  const text = (): string => Buffer.concat(chunks).toString('latin1');
  return {
    socket,
    text,
    end: () => end,
    async waitFor(pattern, timeoutMs = TIMEOUT_MS) {
      await waitUntil(() => end !== null || pattern.test(text()), timeoutMs);
      return text();
    },
    async waitForEnd(timeoutMs = TIMEOUT_MS) {
      await waitUntil(() => end !== null, timeoutMs);
      return end ?? 'reset';
    },
  };
}

export async function waitUntil(holds: () => boolean, timeoutMs = TIMEOUT_MS): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`waited ${timeoutMs} ms in vain for ${holds.toString()}`);
    // oxlint-disable-next-line no-await-in-loop -- polling
    await sleep(POLL_MS);
  }
}

/** A POST as text, so that a test can send a part of it. */
export function writePost(
  url: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body = '',
): string {
  const all = { host: new URL(url).host, 'content-type': 'application/json', ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`;
}
