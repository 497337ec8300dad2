import { isDeepStrictEqual } from 'node:util';
import {
  listAnthropicConversation,
  listChatConversation,
  type Conversation,
} from '#bench/traffic/list-conversation';
import { CHAT_MODEL, CONVERTED_MODEL } from '#bench/traffic/models';
import { BODY_END, CONVERSATION_END, createBodySource } from '#bench/traffic/request-body';
import { decodeTicket, TICKET_START, type RequestTicket } from '#bench/traffic/request-ticket';

/** The ticket stands near the start, whatever the model before it is called. */
const TICKET_WINDOW_BYTES = 512;
const TICKET_BYTES = 64;
/** Of the converted bodies of one size the first and then each one of so many is read as a whole. */
const READ_EACH = 128;

/** The ticket of a body that came as its client sent it, but for the model's name; null when it did not. */
export function readTicket(chunks: readonly Buffer[]): RequestTicket | null {
  const [first] = chunks;
  const last = chunks.at(-1);
  if (first === undefined || last === undefined) return null;
  const ticket = decodeTicket(first.toString('latin1', 0, TICKET_WINDOW_BYTES));
  const received = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  if (ticket === null || received !== ticket.bodyBytes) return null;
  const tail = last.length >= BODY_END.length ? last : Buffer.concat(chunks);
  return tail.toString('latin1', tail.length - BODY_END.length) === BODY_END ? ticket : null;
}

/**
 * The ticket of a body that was written anew in Chat Completions; null when it is not the conversation that its client
 * sent. Each body must have its ticket and the conversation's last words; that nothing between was lost or changed is
 * seen in some, because reading a body costs more than all else the upstream does.
 */
export function createChatTicketReader(): (chunks: readonly Buffer[]) => RequestTicket | null {
  const received = new Map<number, number>();
  return (chunks) => {
    const body = Buffer.concat(chunks);
    const ticketAt = body.indexOf(TICKET_START);
    if (ticketAt === -1 || body.lastIndexOf(CONVERSATION_END) < ticketAt) return null;
    const ticket = decodeTicket(body.toString('latin1', ticketAt, ticketAt + TICKET_BYTES));
    if (ticket === null) return null;
    const before = received.get(ticket.bodyBytes) ?? 0;
    received.set(ticket.bodyBytes, before + 1);
    return before % READ_EACH !== 0 || holdsConversation(body, ticket) ? ticket : null;
  };
}

function holdsConversation(body: Buffer, ticket: RequestTicket): boolean {
  const sent = createBodySource(ticket.bodyBytes, CONVERTED_MODEL).take(ticket);
  try {
    const request = parseObject(body);
    const streams = request['model'] === CHAT_MODEL && request['stream'] === true;
    return streams && isDeepStrictEqual(listChatConversation(request), expected(sent));
  } catch {
    return false;
  }
}

function expected(sent: Buffer): Conversation {
  return listAnthropicConversation(parseObject(sent));
}

function parseObject(body: Buffer): Record<string, unknown> {
  return Object(JSON.parse(body.toString('utf8'))) as Record<string, unknown>;
}
