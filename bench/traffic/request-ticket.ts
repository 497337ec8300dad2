/** What the answer to a request has to look like. */
export interface AnswerShape {
  /** Text deltas of the answer. */
  readonly deltas: number;
  /** Deltas that leave the upstream in one write. */
  readonly deltasPerPacket: number;
  /** Pause before each packet of deltas; 0: they follow each other at once. */
  readonly gapMs: number;
}

/**
 * Rides inside a request's body through whatever lies between the load and the upstream. The upstream answers as it
 * says and repeats its number, so that an answer that reaches the wrong request, or a body that lost a byte, shows.
 */
export interface RequestTicket extends AnswerShape {
  readonly number: number;
  readonly bodyBytes: number;
}

/** How each ticket begins. */
export const TICKET_START = 'bench-ticket';

/** Digits are fixed so that every ticket has the same length and can be written over another. */
const WIDTHS = { number: 9, bodyBytes: 8, deltas: 5, deltasPerPacket: 4, gapMs: 4 } as const;
const PATTERN = /bench-ticket (\d{9}) (\d{8}) (\d{5}) (\d{4}) (\d{4});/;

export function encodeTicket(ticket: RequestTicket): string {
  const digits = (name: keyof typeof WIDTHS): string => String(ticket[name]).padStart(WIDTHS[name], '0');
  return `${TICKET_START} ${digits('number')} ${digits('bodyBytes')} ${digits('deltas')} ${digits('deltasPerPacket')} ${digits('gapMs')};`;
}

/** Null when the text holds no ticket. */
export function decodeTicket(text: string): RequestTicket | null {
  const match = PATTERN.exec(text);
  if (match === null) return null;
  const [number = 0, bodyBytes = 0, deltas = 0, deltasPerPacket = 0, gapMs = 0] = match.slice(1).map(Number);
  return { number, bodyBytes, deltas, deltasPerPacket, gapMs };
}
