import type { ClientResponse } from '../pipeline/client-response';

/** A client that keeps what it is told. */
export interface PreviewClient extends ClientResponse {
  /** The body so far. */
  readonly text: string;
}

export function createPreviewClient(): PreviewClient {
  const chunks: Buffer[] = [];
  let status: number | null = null;
  let bytes = 0;

  function keep(chunk: Buffer | string): void {
    const kept = Buffer.from(chunk);
    bytes += kept.length;
    chunks.push(kept);
  }

  return {
    get text() {
      return Buffer.concat(chunks, bytes).toString('utf8');
    },
    get committed() {
      return status !== null;
    },
    get status() {
      return status;
    },
    get bytes() {
      return bytes;
    },
    gone: false,
    blocked: false,
    start(started) {
      status = started;
    },
    flushHeaders: () => undefined,
    write: keep,
    end(chunk) {
      if (chunk !== undefined) keep(chunk);
    },
    whenAlone: (listener) => void listener(),
    breakOff: () => undefined,
    abandon: () => undefined,
    onPressure: () => undefined,
    onGone: () => undefined,
  };
}
