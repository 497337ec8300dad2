import type { IncomingHttpHeaders } from 'node:http';
import type {
  ExchangeSink,
  RecordedAnswer,
  RecordedAttempt,
  RecordedChunk,
  RecordedExchange,
  RecordedMessage,
} from '../ports';
import type { MemoryAccount } from '../memory-budget';
import type { UpstreamCall } from '../providers/upstream-client';
import type { RouteTarget } from '../routing/plan-route';
import type { ClientResponse } from './client-response';
import type { HeaderRecord } from './forward-headers';
import type { PreparedRequest } from './build-call';

/** Collects what is sent and received for one request. */
export interface ExchangeRecorder {
  /** A call goes out. */
  beginAttempt(target: RouteTarget, call: UpstreamCall): AttemptTape;
  /** The client's side, listened to. */
  listen(client: ClientResponse): ClientResponse;
  /** The request is over. */
  finish(prepared: PreparedRequest): void;
}

export interface AttemptTape {
  /** @param ms since the call began */
  onHeaders(status: number, headers: IncomingHttpHeaders): void;
  onData(chunk: Buffer, ms: number): void;
}

interface RecorderOptions {
  readonly requestId: string;
  readonly startedAt: number;
  /** Path and query as the client wrote them. */
  readonly path: string;
  /** Most bytes that are kept of one body. */
  readonly limit: number;
  /** What is kept of answers counts like all that a request keeps; where there is no room, no more is kept. */
  readonly memory: Pick<MemoryAccount, 'take'>;
  readonly sink: ExchangeSink;
  /** Milliseconds since the request began. */
  readonly elapsed: () => number;
}

export function createExchangeRecorder(options: RecorderOptions): ExchangeRecorder {
  const { requestId, startedAt, path, limit, memory, sink, elapsed } = options;
  const attempts: { readonly attempt: Omit<RecordedAttempt, 'response'>; response: Tape | null }[] = [];
  const secrets = new Set<string>();
  let answer: Tape | null = null;

  return {
    beginAttempt({ channel, credential }, call) {
      if (credential?.kind === 'key') secrets.add(credential.secret);
      const request = keepBody(call.headers, toChunks(call.body), limit);
      const entry = {
        attempt: { channelId: channel.id, channelName: channel.name, url: call.url.href, request },
        response: null as Tape | null,
      };
      attempts.push(entry);
      return {
        onHeaders(status, headers) {
          entry.response = new Tape(status, headers, limit, memory);
        },
        onData: (chunk, ms) => entry.response?.add(chunk, ms),
      };
    },

    listen: (client) =>
      new ListeningClient(client, {
        onStart: (status, headers) => {
          answer = new Tape(status, headers, limit, memory);
        },
        onWrite: (chunk) => answer?.add(chunk, elapsed()),
      }),

    finish({ headers, login, plainBody }) {
      // With its scheme and without.
      for (const value of Object.values(login))
        for (const part of [value, ...value.split(' ')]) secrets.add(part);
      const exchange: RecordedExchange = {
        requestId,
        startedAt,
        path,
        request: keepBody(headers, plainBody.chunks, limit),
        attempts: attempts.map(({ attempt, response }) => ({
          ...attempt,
          response: response?.read() ?? null,
        })),
        answer: answer?.read() ?? null,
        secrets: [...secrets],
      };
      sink.keep(exchange);
    },
  };
}

/** An answer while it comes. */
class Tape {
  readonly #status: number;
  readonly #headers: RecordedMessage['headers'];
  readonly #limit: number;
  readonly #memory: Pick<MemoryAccount, 'take'>;
  readonly #chunks: RecordedChunk[] = [];
  #bytes = 0;
  #kept = 0;

  constructor(
    status: number,
    headers: RecordedMessage['headers'],
    limit: number,
    memory: Pick<MemoryAccount, 'take'>,
  ) {
    this.#status = status;
    this.#headers = headers;
    this.#limit = limit;
    this.#memory = memory;
  }

  add(chunk: Buffer | string, ms: number): void {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    this.#bytes += bytes.length;
    const room = this.#limit - this.#kept;
    // Once something is missing, what comes after it is of no use.
    const isWhole = this.#kept === this.#bytes - bytes.length;
    if (room <= 0 || !isWhole || !this.#memory.take(Math.min(room, bytes.length))) return;
    // A copy: a piece of a packet would keep the whole packet in memory.
    const kept = Buffer.from(bytes.subarray(0, room));
    this.#kept += kept.length;
    this.#chunks.push({ ms, bytes: kept });
  }

  read(): RecordedAnswer {
    return {
      status: this.#status,
      headers: this.#headers,
      chunks: this.#chunks,
      bytes: this.#bytes,
      truncated: this.#bytes > this.#kept,
    };
  }
}

/** A body that is there as a whole is only referred to. */
function keepBody(
  headers: RecordedMessage['headers'],
  body: readonly Buffer[],
  limit: number,
): RecordedMessage {
  const chunks: RecordedChunk[] = [];
  let bytes = 0;
  for (const part of body) {
    if (bytes < limit) chunks.push({ ms: 0, bytes: part.subarray(0, limit - bytes) });
    bytes += part.length;
  }
  return { headers, chunks, bytes, truncated: bytes > limit };
}

function toChunks(body: UpstreamCall['body']): readonly Buffer[] {
  if (body === null) return [];
  return Buffer.isBuffer(body) ? [body] : body;
}

interface ClientListener {
  readonly onStart: (status: number, headers: HeaderRecord) => void;
  readonly onWrite: (chunk: Buffer | string) => void;
}

class ListeningClient implements ClientResponse {
  readonly #client: ClientResponse;
  readonly #listener: ClientListener;

  constructor(client: ClientResponse, listener: ClientListener) {
    this.#client = client;
    this.#listener = listener;
  }

  get committed(): boolean {
    return this.#client.committed;
  }

  get status(): number | null {
    return this.#client.status;
  }

  get bytes(): number {
    return this.#client.bytes;
  }

  get gone(): boolean {
    return this.#client.gone;
  }

  get blocked(): boolean {
    return this.#client.blocked;
  }

  start(status: number, headers: HeaderRecord): void {
    this.#listener.onStart(status, headers);
    this.#client.start(status, headers);
  }

  flushHeaders(): void {
    this.#client.flushHeaders();
  }

  write(chunk: Buffer | string): void {
    this.#client.write(chunk);
    this.#listener.onWrite(chunk);
  }

  end(chunk?: Buffer | string): void {
    this.#client.end(chunk);
    if (chunk !== undefined) this.#listener.onWrite(chunk);
  }

  breakOff(): void {
    this.#client.breakOff();
  }

  abandon(): void {
    this.#client.abandon();
  }

  onPressure(blocked: () => void, drained: () => void): void {
    this.#client.onPressure(blocked, drained);
  }

  onGone(listener: () => void): void {
    this.#client.onGone(listener);
  }

  whenAlone(listener: () => void): void {
    this.#client.whenAlone(listener);
  }
}
