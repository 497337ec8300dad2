import { request } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

export interface RawExchange {
  /** 0 when no headers came. */
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** As the reads came. */
  readonly chunks: readonly Buffer[];
  readonly text: string;
  /** `complete` as HTTP has it; `fin` and `reset` before that; `open`: silent for `openAfterMs`, then left. */
  readonly end: 'complete' | 'fin' | 'reset' | 'open';
}

export interface RawRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON unless it is bytes or text. */
  readonly body?: unknown;
  readonly openAfterMs?: number;
}

const OPEN_AFTER_MS = 1000;
/** Silence is counted in ticks, so that one stall of the event loop does not pass for it. */
const TICKS = 5;

/** One request on its own connection, as the socket sees it: no decoding, no redirects, no retries. Never rejects. */
export function exchangeRaw(url: string, options: RawRequest = {}): Promise<RawExchange> {
  const { method = 'POST', headers = {}, body, openAfterMs = OPEN_AFTER_MS } = options;
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let res: IncomingMessage | undefined;
    let sawFin = false;
    const finish = (end: RawExchange['end']): void => {
      clearInterval(watch);
      const text = Buffer.concat(chunks).toString();
      resolve({ status: res?.statusCode ?? 0, headers: res?.headers ?? {}, chunks, text, end });
      req.destroy();
    };
    let silentTicks = 0;
    const watch = setInterval(() => {
      silentTicks += 1;
      if (silentTicks === TICKS) finish('open');
    }, openAfterMs / TICKS);
    const broke = (): void => finish(sawFin ? 'fin' : 'reset');

    const req = request(url, {
      method,
      agent: false,
      headers: { 'content-type': 'application/json', ...headers },
    });
    req.on('socket', (socket) => socket.on('end', () => (sawFin = true)));
    req.on('error', broke);
    req.on('response', (incoming) => {
      res = incoming;
      silentTicks = 0;
      incoming.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        silentTicks = 0;
      });
      incoming.on('error', broke);
      incoming.on('end', () => finish('complete'));
    });
    const isRaw = body === undefined || typeof body === 'string' || Buffer.isBuffer(body);
    req.end(isRaw ? body : JSON.stringify(body));
  });
}
