import { PROTOCOL_IDS } from '#shared/domain/protocol';
import { describe, expect, it } from 'vitest';
import { encodeBody, encodeStream, encodeStreamEvents } from './index';
import type { Reply } from './index';

const REPLY: Reply = {
  parts: [{ thinking: 'hm 🦊' }, { text: 'well 🦊' }, { toolCall: { name: 'now', args: { a: 1 } } }],
};

describe.each(PROTOCOL_IDS)('the %s encoder', (protocol) => {
  it('gives the same events for the same reply, each complete on its own', () => {
    const events = encodeStream(protocol, REPLY);
    expect(events).toEqual(encodeStream(protocol, REPLY));
    for (const event of events) expect(event).toMatch(/^(?:event: [\w.]+\n)?data: .*(?:\n\n|\r\n\r\n)$/);
  });

  it('ends with its only terminal event, and content never precedes the preamble', () => {
    const roles = encodeStreamEvents(protocol, REPLY).map((event) => event.role);
    expect(roles.indexOf('terminal')).toBe(roles.length - 1);
    expect(roles.lastIndexOf('preamble')).toBeLessThan(roles.indexOf('content'));
    expect(roles.lastIndexOf('content')).toBeLessThan(roles.length - 1);
  });

  it('cuts a part into as many deltas as asked, without splitting a character', () => {
    const few = encodeStream(protocol, { parts: [{ text: '🦊🦊🦊🦊' }], chunks: 1 });
    const many = encodeStream(protocol, { parts: [{ text: '🦊🦊🦊🦊' }], chunks: 8 });
    expect(many.length).toBe(few.length + 3);
    expect(many.join('').isWellFormed()).toBe(true);
  });

  it('encodes a reply without parts', () => {
    expect(encodeStream(protocol, {}).length).toBeGreaterThan(0);
    expect(Object.keys(encodeBody(protocol, {}))).not.toHaveLength(0);
  });
});
