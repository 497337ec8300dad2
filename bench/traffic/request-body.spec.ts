import { describe, expect, it } from 'vitest';
import { CLIENT_MODEL, UPSTREAM_MODEL } from './models';
import { createBodySource } from './request-body';
import { decodeTicket } from './request-ticket';

const KILOBYTE = 1024;
const SHAPE = { deltas: 500, deltasPerPacket: 10, gapMs: 20 };

describe('createBodySource', () => {
  it.each([4, 8, 32, 200, 4096])('makes a valid request of exactly %i KB', (kilobytes) => {
    const bodyBytes = kilobytes * KILOBYTE;
    const ticket = { number: 123_456, bodyBytes, ...SHAPE };
    const body = createBodySource(bodyBytes, CLIENT_MODEL).take(ticket);

    expect(body).toHaveLength(bodyBytes);
    const request = JSON.parse(body.toString('utf8')) as { model: string; messages: { role: string }[] };
    expect(request.model).toBe(CLIENT_MODEL);
    expect(request.messages.at(-1)).toMatchObject({ role: 'user' });
    expect(decodeTicket(body.toString('latin1', 0, 512))).toEqual(ticket);
  });

  it('never lends a body that is still under way to another request', () => {
    const source = createBodySource(4 * KILOBYTE, CLIENT_MODEL);
    const take = (number: number): Buffer => source.take({ number, bodyBytes: 4 * KILOBYTE, ...SHAPE });
    const [first, second] = [take(1), take(2)];
    source.giveBack(second);
    const third = take(3);

    expect(decodeTicket(first.toString('latin1'))).toMatchObject({ number: 1 });
    expect(decodeTicket(third.toString('latin1'))).toMatchObject({ number: 3 });
    expect(third).toBe(second);
  });

  it('has a name for the upstream that leaves the length as it is', () => {
    expect(UPSTREAM_MODEL).toHaveLength(CLIENT_MODEL.length);
    expect(UPSTREAM_MODEL).not.toBe(CLIENT_MODEL);
  });
});
