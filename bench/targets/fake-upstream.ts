// A provider as a process of its own: reads each request's whole body, then streams the answer its ticket asks for.
import { createServer, type ServerResponse } from 'node:http';
import { announceListening } from '#bench/targets/announce-listening';
import { createAnthropicAnswer, createChatAnswer, type AnswerStream } from '#bench/targets/answer-stream';
import { createChatTicketReader, readTicket } from '#bench/targets/read-ticket';
import { encodeStamp } from '#bench/traffic/answer-content';
import { monotonicUs } from '#bench/traffic/monotonic';
import type { RequestTicket } from '#bench/traffic/request-ticket';

interface Endpoint {
  /** Null when the body is not the one its ticket speaks of. */
  readonly readTicket: (chunks: readonly Buffer[]) => RequestTicket | null;
  readonly createAnswer: (ticket: RequestTicket) => AnswerStream;
}

const ENDPOINTS: ReadonlyMap<string | undefined, Endpoint> = new Map([
  ['/v1/messages', { readTicket, createAnswer: createAnthropicAnswer }],
  ['/v1/chat/completions', { readTicket: createChatTicketReader(), createAnswer: createChatAnswer }],
]);

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => answer(ENDPOINTS.get(request.url), response, chunks));
});
// A connection that is closed for idleness may break a request that is just arriving.
server.keepAliveTimeout = 0;
server.requestTimeout = 0;
announceListening(server);

function answer(endpoint: Endpoint | undefined, response: ServerResponse, chunks: readonly Buffer[]): void {
  const ticket = endpoint?.readTicket(chunks);
  if (endpoint === undefined || ticket === undefined || ticket === null) {
    // Both protocols' clients find the message here.
    response.writeHead(400, { 'content-type': 'application/json' });
    response.end(
      '{"type":"error","error":{"type":"invalid_request_error","message":"the body was changed on its way"}}',
    );
    return;
  }
  const stream = endpoint.createAnswer(ticket);
  response.writeHead(200, stream.headers);
  response.write(stream.opening, 'latin1');
  continueWith(() => streamDeltas(response, stream, ticket, 0), ticket.gapMs);
}

function streamDeltas(
  response: ServerResponse,
  stream: AnswerStream,
  ticket: RequestTicket,
  from: number,
): void {
  if (response.destroyed) return;
  if (from >= ticket.deltas) {
    response.end(stream.closing, 'latin1');
    return;
  }
  const to = Math.min(from + ticket.deltasPerPacket, ticket.deltas);
  const stamp = encodeStamp(monotonicUs());
  let packet = '';
  for (let sequence = from; sequence < to; sequence += 1) packet += stream.delta(sequence, stamp);
  const next = (): void => continueWith(() => streamDeltas(response, stream, ticket, to), ticket.gapMs);
  if (response.write(packet, 'latin1')) next();
  else response.once('drain', next);
}

/** Each packet is a write of its own: what is written in one turn would leave as one. */
function continueWith(step: () => void, gapMs: number): void {
  if (gapMs === 0) setImmediate(step);
  else setTimeout(step, gapMs);
}
