import type { RecordedAnswer, RecordedExchange, RecordedMessage } from '#main/gateway/ports';

/** A message on its way to the thread that stores it: its body in one piece that can be handed over. */
export interface WireMessage {
  readonly headers: RecordedMessage['headers'];
  readonly body: Uint8Array<ArrayBuffer>;
  /** When each piece of the body came, and how long it is in bytes. */
  readonly marks: readonly (readonly [ms: number, length: number])[];
  readonly bytes: number;
  readonly truncated: boolean;
}

export interface WireAnswer extends WireMessage {
  readonly status: number;
}

export interface WireExchange extends Pick<RecordedExchange, 'requestId' | 'startedAt' | 'path' | 'secrets'> {
  readonly request: WireMessage;
  readonly attempts: readonly {
    readonly channelId: string;
    readonly channelName: string;
    readonly url: string;
    readonly request: WireMessage;
    readonly response: WireAnswer | null;
  }[];
  readonly answer: WireAnswer | null;
}

/** In memory of its own: what is only a view of a larger block would be sent with the whole of it. */
export function convertToWire(exchange: RecordedExchange): WireExchange {
  const { requestId, startedAt, path, secrets, request, attempts, answer } = exchange;
  return {
    requestId,
    startedAt,
    path,
    secrets,
    request: joinMessage(request),
    attempts: attempts.map((attempt) => ({
      ...attempt,
      request: joinMessage(attempt.request),
      response: attempt.response === null ? null : joinAnswer(attempt.response),
    })),
    answer: answer === null ? null : joinAnswer(answer),
  };
}

/** All bodies, to be handed over. */
export function listBodies({ request, attempts, answer }: WireExchange): ArrayBuffer[] {
  const messages = [request, ...attempts.flatMap((attempt) => [attempt.request, attempt.response]), answer];
  return messages.flatMap((message) => (message === null ? [] : [message.body.buffer]));
}

export function sumBytes({ request, attempts, answer }: RecordedExchange): number {
  const messages = [request, ...attempts.flatMap((attempt) => [attempt.request, attempt.response]), answer];
  return messages.reduce(
    (sum, message) => sum + (message?.chunks.reduce((bytes, chunk) => bytes + chunk.bytes.length, 0) ?? 0),
    0,
  );
}

function joinAnswer(answer: RecordedAnswer): WireAnswer {
  return { ...joinMessage(answer), status: answer.status };
}

function joinMessage({ headers, chunks, bytes, truncated }: RecordedMessage): WireMessage {
  const body = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.bytes.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    body.set(chunk.bytes, at);
    at += chunk.bytes.length;
  }
  return { headers, body, marks: chunks.map((chunk) => [chunk.ms, chunk.bytes.length]), bytes, truncated };
}
