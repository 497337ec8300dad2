import { once } from 'node:events';
import { createGzip, gzipSync } from 'node:zlib';
import type { Answer, AnswerPiece } from '../answer';
import type { Misbehaviour } from './misbehaviour';

// Misbehaviours that leave the meaning and change how the bytes look or travel.

/** A few bytes at a time, with a pause (or, at 0, a turn of the event loop) between them. */
export function slowBytes({ bytes = 1, tickMs = 0 }: { bytes?: number; tickMs?: number } = {}): Misbehaviour {
  return {
    name: `slowBytes(${bytes}, ${tickMs} ms)`,
    change: (answer) => ({
      ...answer,
      pieces: answer.pieces.flatMap((piece) =>
        cutPiece(piece, multiples(bytes, piece.bytes.byteLength), tickMs),
      ),
    }),
  };
}

function multiples(step: number, end: number): number[] {
  return Array.from({ length: Math.ceil(end / step) }, (_, index) => index * step);
}

/** Long enough for the reader to see the halves apart. */
const UTF8_PAUSE_MS = 2;
const UTF8_CONTINUATION_FIRST = 0x80;
const UTF8_CONTINUATION_LAST = 0xbf;

/** Cuts every multi-byte character after its first byte. */
export function splitUtf8(): Misbehaviour {
  return {
    name: 'splitUtf8',
    change: (answer) => ({
      ...answer,
      pieces: answer.pieces.flatMap((piece) => cutPiece(piece, insideCharacters(piece.bytes), UTF8_PAUSE_MS)),
    }),
  };
}

/** The offset 0, and those of each character's second byte. */
function insideCharacters(bytes: Uint8Array): number[] {
  const offsets = [0];
  for (let at = 1; at < bytes.byteLength; at += 1) {
    if (isContinuation(bytes[at]) && !isContinuation(bytes[at - 1])) offsets.push(at);
  }
  return offsets;
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && byte >= UTF8_CONTINUATION_FIRST && byte <= UTF8_CONTINUATION_LAST;
}

/** The piece in parts that begin at `offsets`; only the first waits as the piece did. */
function cutPiece(piece: AnswerPiece, offsets: readonly number[], pauseMs: number): AnswerPiece[] {
  return offsets.map((start, index) => {
    const bytes = piece.bytes.subarray(start, offsets[index + 1]);
    return index === 0 ? { ...piece, bytes } : { bytes, role: piece.role, pauseMs };
  });
}

/** Ends every line of the stream with CRLF, and so its events with two of them. */
export function crlf(): Misbehaviour {
  return {
    name: 'crlf',
    change: (answer) => rewriteText(answer, (text) => text.replaceAll(/\r?\n/g, '\r\n')),
  };
}

/** The stream of a provider that names no events. */
export function withoutEventNames(): Misbehaviour {
  return {
    name: 'withoutEventNames',
    change: (answer) => rewriteText(answer, (text) => text.replaceAll(/^event: .*\r?\n/gm, '')),
  };
}

/** A comment before every event, as resellers send to keep connections alive. */
export function withComments(comment = ': OPENROUTER PROCESSING'): Misbehaviour {
  return { name: 'withComments', change: (answer) => rewriteText(answer, (text) => `${comment}\n\n${text}`) };
}

/** Leaves out the blank line after the last event. */
export function unterminatedLastEvent(): Misbehaviour {
  return {
    name: 'unterminatedLastEvent',
    change: (answer) => {
      const last = answer.pieces.at(-1);
      if (!last || last.role === 'body') return answer;
      const bytes = Buffer.from(Buffer.from(last.bytes).toString().trimEnd());
      return { ...answer, pieces: [...answer.pieces.slice(0, -1), { ...last, bytes }] };
    },
  };
}

function rewriteText(answer: Answer, rewrite: (text: string) => string): Answer {
  const pieces = answer.pieces.map((piece): AnswerPiece => {
    if (piece.role === 'body') return piece;
    return { ...piece, bytes: Buffer.from(rewrite(Buffer.from(piece.bytes).toString())) };
  });
  return { ...answer, pieces };
}

/** Calls the answer something that it is not. By default `text/plain` for a stream and `text/html` for a body. */
export function wrongContentType(contentType?: string): Misbehaviour {
  return {
    name: 'wrongContentType',
    change: (answer) => {
      const isBody = answer.pieces[0]?.role === 'body';
      const type = contentType ?? (isBody ? 'text/html' : 'text/plain');
      return { ...answer, headers: { ...answer.headers, 'content-type': type } };
    },
  };
}

/** Compresses, asked for or not; a stream is flushed after each event. */
export function gzip(): Misbehaviour {
  return {
    name: 'gzip',
    change: async (answer) => {
      const headers = { ...answer.headers, 'content-encoding': 'gzip' };
      const [only, ...others] = answer.pieces;
      if (only?.role === 'body' && others.length === 0) {
        const bytes = gzipSync(only.bytes);
        const length = { 'content-length': String(bytes.byteLength) };
        return { ...answer, headers: { ...headers, ...length }, pieces: [{ ...only, bytes }] };
      }
      return { ...answer, headers, pieces: await compressPieces(answer.pieces) };
    },
  };
}

async function compressPieces(pieces: readonly AnswerPiece[]): Promise<AnswerPiece[]> {
  const compressor = createGzip();
  let output: Buffer[] = [];
  compressor.on('data', (chunk: Buffer) => output.push(chunk));
  const take = (): Buffer => {
    const taken = Buffer.concat(output);
    output = [];
    return taken;
  };
  const compressed: AnswerPiece[] = [];
  for (const piece of pieces) {
    compressor.write(piece.bytes);
    // oxlint-disable-next-line no-await-in-loop -- one flush for each event, in order
    await new Promise<void>((resolve) => compressor.flush(() => resolve()));
    compressed.push({ ...piece, bytes: take() });
  }
  compressor.end();
  await once(compressor, 'end');
  return [...compressed, { bytes: take(), role: 'terminal', pauseMs: 0 }];
}
