import { gunzipSync } from 'node:zlib';
import { PROTOCOL_IDS } from '#shared/domain/protocol';
import type { ProtocolId } from '#shared/domain/protocol';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as fake from '../index';
import type { FakeProvider } from '../index';
import { HANG_MS, meetMisbehaviour } from './meet-misbehaviour';

let provider: FakeProvider;

beforeAll(async () => {
  provider = await fake.startFakeProvider();
});
afterEach(() => provider.clear());
afterAll(() => provider.close());

function eventCount(text: string): number {
  return text.split(/\r?\n\r?\n/).filter((event) => event !== '').length;
}

const TERMINAL: Record<ProtocolId, RegExp> = {
  'anthropic-messages': /message_stop/,
  'openai-chat': /\[DONE\]/,
  'openai-responses': /response\.completed/,
  gemini: /finishReason/,
};

describe.each(PROTOCOL_IDS)('streams of %s', (protocol) => {
  it('are complete when nothing is wrong', async () => {
    const { status, text, end } = await meetMisbehaviour(provider, [], { protocol });
    expect({ status, end }).toEqual({ status: 200, end: 'complete' });
    expect(text).toMatch(TERMINAL[protocol]);
  });

  it.each(['clean', 'fin', 'reset'] as const)('are cut between events, %s', async (cut) => {
    const { text, end } = await meetMisbehaviour(provider, fake.cutAfterEvents(3, cut), { protocol });
    expect(eventCount(text)).toBe(3);
    expect(text).toMatch(/\n\r?\n$/);
    expect(text).not.toMatch(TERMINAL[protocol]);
    expect(end).toBe(cut === 'clean' ? 'complete' : cut);
  });

  it.each(['clean', 'fin', 'reset'] as const)('are cut inside an event, %s', async (cut) => {
    const { text, end } = await meetMisbehaviour(provider, fake.cutInsideEvent(2, cut), { protocol });
    expect(eventCount(text)).toBe(2);
    expect(text).not.toMatch(/\n\r?\n$/);
    expect(end).toBe(cut === 'clean' ? 'complete' : cut);
  });

  it('are cut before content', async () => {
    const { status, text, end } = await meetMisbehaviour(provider, fake.cutBeforeContent('reset'), {
      protocol,
    });
    expect({ status, end }).toEqual({ status: 200, end: 'reset' });
    expect(eventCount(text)).toBe({ 'openai-responses': 2, gemini: 0 }[protocol as string] ?? 1);
  });

  it('hang in the middle and after the end', async () => {
    const middle = await meetMisbehaviour(provider, fake.hangAfterEvents(3), {
      protocol,
      openAfterMs: HANG_MS,
    });
    expect({ end: middle.end, events: eventCount(middle.text) }).toEqual({ end: 'open', events: 3 });
    const after = await meetMisbehaviour(provider, fake.hangAfterEnd(), { protocol, openAfterMs: HANG_MS });
    expect(after.end).toBe('open');
    expect(after.text).toMatch(TERMINAL[protocol]);
  });

  it('end in an error event', async () => {
    for (const place of ['before-content', 'after-content'] as const) {
      // oxlint-disable-next-line no-await-in-loop -- one request at a time
      const { status, text, end } = await meetMisbehaviour(provider, fake.errorEvent(place), { protocol });
      expect({ status, end }).toEqual({ status: 200, end: 'complete' });
      expect(text).toContain('Overloaded');
      expect(/You/.test(text)).toBe(place === 'after-content');
      expect(text).not.toMatch(TERMINAL[protocol]);
    }
  });

  it('survive bytes one at a time, split characters and CRLF with the same meaning', async () => {
    provider.replyAlways({ parts: [{ text: 'Grüße 🦊' }], chunks: 1 });
    const plain = await meetMisbehaviour(provider, [], { protocol });
    const slow = await meetMisbehaviour(provider, fake.slowBytes(), { protocol });
    expect(slow.chunks.length).toBeGreaterThan(plain.chunks.length);
    const split = await meetMisbehaviour(provider, fake.splitUtf8(), { protocol });
    expect(split.chunks.some((chunk) => chunk.toString().includes('\uFFFD'))).toBe(true);
    const crlf = await meetMisbehaviour(provider, fake.crlf(), { protocol });
    expect(crlf.text).not.toMatch(/[^\r]\n/);
    for (const { text } of [slow, split, crlf]) expect(normalised(text)).toBe(normalised(plain.text));
  });

  it('come as one JSON body, compressed, or with the wrong name', async () => {
    const json = await meetMisbehaviour(provider, fake.jsonForStream(), { protocol });
    expect(json.headers['content-type']).toContain('application/json');
    expect(JSON.stringify(JSON.parse(json.text))).toContain('You said');
    const zipped = await meetMisbehaviour(provider, fake.gzip(), { protocol });
    expect(zipped.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(Buffer.concat(zipped.chunks)).toString()).toMatch(TERMINAL[protocol]);
    const misnamed = await meetMisbehaviour(provider, fake.wrongContentType(), { protocol });
    expect(misnamed.headers['content-type']).toBe('text/plain');
    expect(misnamed.text).toMatch(TERMINAL[protocol]);
  });
});

/** Ids and times differ from answer to answer, line ends on purpose. */
function normalised(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replaceAll(/fake0[\w-]*/g, 'ID')
    .replaceAll(/"\w*(?:created|completed)\w*":\d+/g, 'TIME')
    .replaceAll(/"responseId":"[^"]*"/g, 'ID');
}
