// A provider as a process of its own: reads each request's whole body, then streams the answer its ticket asks for.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { announceListening } from '#bench/targets/announce-listening';
import { deltaFrame, encodeClosing, encodeOpening, encodeStamp } from '#bench/traffic/answer-events';
import { monotonicUs } from '#bench/traffic/monotonic';
import { BODY_END } from '#bench/traffic/request-body';
import { decodeTicket, type RequestTicket } from '#bench/traffic/request-ticket';

/** The ticket stands near the start, whatever the model before it is called. */
const TICKET_WINDOW_BYTES = 512;

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache',
  'request-id': 'req_bench00000000000000000000',
  'anthropic-organization-id': '00000000-0000-4000-8000-000000000000',
  'anthropic-ratelimit-requests-limit': '4000',
  'anthropic-ratelimit-requests-remaining': '3999',
  'anthropic-ratelimit-tokens-limit': '2000000',
  'anthropic-ratelimit-tokens-remaining': '1990000',
  'strict-transport-security': 'max-age=31536000; includeSubDomains; preload',
  via: '1.1 google',
  'x-robots-tag': 'none',
};

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => answer(request, response, chunks));
});
// A connection that is closed for idleness may break a request that is just arriving.
server.keepAliveTimeout = 0;
server.requestTimeout = 0;
announceListening(server);

function answer(request: IncomingMessage, response: ServerResponse, chunks: readonly Buffer[]): void {
  const ticket = readTicket(request, chunks);
  if (ticket === null) {
    response.writeHead(400, { 'content-type': 'application/json' });
    response.end(
      '{"type":"error","error":{"type":"invalid_request_error","message":"the body was changed on its way"}}',
    );
    return;
  }
  response.writeHead(200, HEADERS);
  response.write(encodeOpening(ticket.number), 'latin1');
  continueWith(() => streamDeltas(response, ticket, 0), ticket.gapMs);
}

/** Null when the body is not the one its ticket speaks of. */
function readTicket(request: IncomingMessage, chunks: readonly Buffer[]): RequestTicket | null {
  const [first] = chunks;
  const last = chunks.at(-1);
  if (request.url !== '/v1/messages' || first === undefined || last === undefined) return null;
  const ticket = decodeTicket(first.toString('latin1', 0, TICKET_WINDOW_BYTES));
  const received = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  if (ticket === null || received !== ticket.bodyBytes) return null;
  const tail = last.length >= BODY_END.length ? last : Buffer.concat(chunks);
  return tail.toString('latin1', tail.length - BODY_END.length) === BODY_END ? ticket : null;
}

function streamDeltas(response: ServerResponse, ticket: RequestTicket, from: number): void {
  if (response.destroyed) return;
  if (from >= ticket.deltas) {
    response.end(encodeClosing(ticket.deltas), 'latin1');
    return;
  }
  const to = Math.min(from + ticket.deltasPerPacket, ticket.deltas);
  const stamp = encodeStamp(monotonicUs());
  let packet = '';
  for (let sequence = from; sequence < to; sequence += 1) {
    const { head, tail } = deltaFrame(sequence);
    packet += head + stamp + tail;
  }
  const next = (): void => continueWith(() => streamDeltas(response, ticket, to), ticket.gapMs);
  if (response.write(packet, 'latin1')) next();
  else response.once('drain', next);
}

/** Each packet is a write of its own: what is written in one turn would leave as one. */
function continueWith(step: () => void, gapMs: number): void {
  if (gapMs === 0) setImmediate(step);
  else setTimeout(step, gapMs);
}
