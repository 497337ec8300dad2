import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Answer, AnswerPiece } from '../answer';
import type { FailureKind } from '../describe-failure';
import { ENCODERS } from '../encoders';
import type { Exchange } from '../exchange';
import { respondWithBody, respondWithStream } from '../respond';
import type { Misbehaviour } from './misbehaviour';

// Misbehaviours in what is said, and the way out for all others.

/** Where the error comes: before anything was said, after half of it, or after this many events. */
export type ErrorPlace = 'before-content' | 'after-content' | number;

/** A stream that began with 200 and ends in an error event. A body in one piece is left as it is. */
export function errorEvent(place: ErrorPlace, kind: FailureKind = 'overloaded'): Misbehaviour {
  return {
    name: `errorEvent(${place}, ${kind})`,
    change: (answer, exchange) => {
      if (answer.pieces.every((piece) => piece.role === 'body')) return answer;
      const kept = answer.pieces.slice(0, eventsBefore(answer, place));
      const text = ENCODERS[exchange.protocol].errorEvent({ kind }, exchange.context, kept.length);
      const error: AnswerPiece = { bytes: Buffer.from(text), role: 'error', pauseMs: 0 };
      return { ...answer, pieces: [...kept, error] };
    },
  };
}

function eventsBefore(answer: Answer, place: ErrorPlace): number {
  if (typeof place === 'number') return place;
  const roles = answer.pieces.map((piece) => piece.role);
  const first = roles.indexOf('content');
  if (first === -1) return roles.filter((role) => role === 'preamble').length;
  const count = roles.filter((role) => role === 'content').length;
  return place === 'before-content' ? first : first + Math.ceil((count + 1) / 2);
}

const MEGABYTE = 1024 * 1024;

/** Says `megabytes` of text in one event. */
export function giganticEvent(megabytes: number): Misbehaviour {
  return {
    name: `giganticEvent(${megabytes} MB)`,
    changeReply: (reply) => ({
      ...reply,
      parts: [{ text: 'x'.repeat(Math.round(megabytes * MEGABYTE)) }],
      stop: 'stop',
      chunks: 1,
    }),
  };
}

/** Answers a request for a stream in one piece. */
export function jsonForStream(): Misbehaviour {
  return {
    name: 'jsonForStream',
    change: (answer, exchange) => (exchange.reply ? respondWithBody(exchange, exchange.reply) : answer),
  };
}

/** Answers a request for one piece with a stream. */
export function streamForJson(): Misbehaviour {
  return {
    name: 'streamForJson',
    change: (answer, exchange) => (exchange.reply ? respondWithStream(exchange, exchange.reply) : answer),
  };
}

/** Anything else: changes the answer that would have been sent. */
export function changeAnswer(change: (answer: Answer, exchange: Exchange) => Answer): Misbehaviour {
  return { name: 'changeAnswer', change };
}

/** Anything else at all. The handler must end or destroy the response; `close()` destroys what it leaves. */
export function custom(
  handle: (
    req: IncomingMessage,
    res: ServerResponse,
    exchange: Exchange,
    answer: Answer,
  ) => void | Promise<void>,
): Misbehaviour {
  return { name: 'custom', handle };
}
