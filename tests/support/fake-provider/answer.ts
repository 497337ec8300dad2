import type { StreamEvent, StreamEventRole } from './encoder';

/** One write to the socket. */
export interface AnswerPiece {
  readonly bytes: Uint8Array;
  /** `body` for an answer in one piece. */
  readonly role: StreamEventRole | 'body' | 'error';
  /** Milliseconds before it is written; 0 lets the event loop turn once, so that it travels on its own. */
  readonly pauseMs: number;
  /** Written only once this settles. */
  readonly until?: Promise<unknown>;
}

export type AnswerStart =
  | 'headers'
  /** Nothing is ever sent. */
  | 'hang'
  /** The connection is reset with nothing sent. */
  | 'reset';

export type AnswerEnding =
  /** As HTTP has it: the last chunk, or the last byte of `content-length`. */
  | 'complete'
  /** FIN without the end that HTTP demands. */
  | 'fin'
  | 'reset'
  /** Nothing more is sent and the connection stays open, until the client leaves or the fake is closed. */
  | 'hang';

/** All that goes back for one request. A misbehaviour is a change to this. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly pieces: readonly AnswerPiece[];
  readonly start: AnswerStart;
  readonly ending: AnswerEnding;
  /** Before the headers. */
  readonly pauseMs: number;
  /** The headers are sent only once this settles. */
  readonly until?: Promise<unknown>;
}

const WELL_BEHAVED = { start: 'headers', ending: 'complete', pauseMs: 0 } as const;

export function createBodyAnswer(
  status: number,
  contentType: string,
  body: string | Uint8Array,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  const bytes = Buffer.from(body);
  const framing = { 'content-type': contentType, 'content-length': String(bytes.byteLength) };
  const pieces: AnswerPiece[] = bytes.byteLength === 0 ? [] : [{ bytes, role: 'body', pauseMs: 0 }];
  return { ...WELL_BEHAVED, status, headers: { ...framing, ...headers }, pieces };
}

export function createJsonAnswer(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
) {
  return createBodyAnswer(status, 'application/json', JSON.stringify(body), headers);
}

export function createStreamAnswer(
  contentType: string,
  events: readonly StreamEvent[],
  delayMs: number,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  const pieces = events.map(({ text, role }, index): AnswerPiece => {
    return { bytes: Buffer.from(text), role, pauseMs: index === 0 ? 0 : delayMs };
  });
  const framing = { 'content-type': contentType, 'cache-control': 'no-cache' };
  return { ...WELL_BEHAVED, status: 200, headers: { ...framing, ...headers }, pieces };
}

export function isStreamAnswer(answer: Answer): boolean {
  return answer.pieces.some((piece) => piece.role !== 'body');
}
