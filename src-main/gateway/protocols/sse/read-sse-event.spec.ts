import { describe, expect, it } from 'vitest';
import { createTypePeeker, readSseData, readSseName } from './read-sse-event';

describe('createTypePeeker', () => {
  it.each([
    ['event: message_stop\ndata: {"type":"other"}\n\n', 'message_stop'],
    ['event:ping\r\ndata: {}\r\n\r\n', 'ping'],
    ['event: ping\rdata: {}\r\r', 'ping'],
    ['data: {"type":"response.created","x":1}\n\n', 'response.created'],
    ['data:{"type":"a"}\n\n', 'a'],
    // Not first: a full read must tell.
    ['data: {"index":0,"type":"a"}\n\n', null],
    ['id: 1\nevent: a\n\n', null],
    [`event: ${'x'.repeat(200)}\n\n`, null],
    ['event: unfinished', null],
    ['', null],
  ])('%j is %j', (text, expected) => {
    const peek = createTypePeeker();
    expect(peek(Buffer.from(text))).toBe(expected);
    expect(peek(Buffer.from(text))).toBe(expected);
  });

  it('does not take an event for the one before it whose name begins the same', () => {
    const peek = createTypePeeker();
    const types = ['ping', 'pingpong', 'pin', 'ping'];
    expect(types.map((type) => peek(Buffer.from(`event: ${type}\ndata: {}\n\n`)))).toEqual(types);
    expect(types.map((type) => peek(Buffer.from(`data: {"type":"${type}"}\n\n`)))).toEqual(types);
  });
});

describe('readSseData and readSseName', () => {
  it('do not take a longer field name for theirs', () => {
    const raw = Buffer.from('database: 1\neventual: 2\n\n');
    expect([readSseData(raw), readSseName(raw)]).toEqual(['', null]);
  });

  it('keep an empty data line between two others', () => {
    expect(readSseData(Buffer.from('data: a\r\ndata:\r\ndata: b\r\n\r\n'))).toBe('a\n\nb');
  });
});
