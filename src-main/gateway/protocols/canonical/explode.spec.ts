import { describe, expect, it } from 'vitest';
import { explode } from './explode';
import type { PartOrigin } from './part';
import type { CanonicalResponse } from './response';

const origin: PartOrigin = { protocol: 'openai-chat', channelId: 'c1', model: 'm' };

describe('explode', () => {
  it('case 82: a JSON answer to a stream request becomes events in the order all encoders rely on', () => {
    const response: CanonicalResponse = {
      upstreamId: 'r1',
      model: 'm-1',
      parts: [
        { type: 'reasoning', text: '', state: { kind: 'redacted', data: 'blob' }, origin },
        { type: 'text', text: 'Hi' },
        { type: 'toolCall', id: 'a', name: 'read', args: '', signature: 'sig' },
      ],
      finish: { reason: 'tool_calls', rawReason: 'tool_use' },
      usage: { input: 1, output: 2, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0, reasoning: 0 },
    };
    expect(explode(response)).toEqual([
      { type: 'start', id: 'r1', model: 'm-1' },
      { type: 'part_start', part: 0, content: { kind: 'reasoning', redacted: true } },
      { type: 'reasoning_state', part: 0, state: { kind: 'redacted', data: 'blob' } },
      { type: 'part_end', part: 0 },
      { type: 'part_start', part: 1, content: { kind: 'text' } },
      { type: 'text_delta', part: 1, text: 'Hi' },
      { type: 'part_end', part: 1 },
      { type: 'part_start', part: 2, content: { kind: 'toolCall', id: 'a', name: 'read' } },
      { type: 'signature', part: 2, signature: 'sig' },
      { type: 'part_end', part: 2 },
      { type: 'usage', usage: response.usage },
      { type: 'finish', finish: response.finish },
    ]);
  });

  it('numbers parts densely past those an answer cannot stream, and never sends an empty delta', () => {
    const events = explode({
      upstreamId: null,
      model: null,
      parts: [
        { type: 'opaque', protocol: 'gemini', raw: {}, label: 'x' },
        { type: 'text', text: '' },
        { type: 'image', source: { type: 'url', url: 'https://img.example/a.png' } },
      ],
      finish: { reason: 'stop', rawReason: null },
      usage: null,
    });
    expect(events).toEqual([
      { type: 'start', id: null, model: null },
      { type: 'part_start', part: 0, content: { kind: 'text' } },
      { type: 'part_end', part: 0 },
      { type: 'part_start', part: 1, content: { kind: 'text' } },
      { type: 'text_delta', part: 1, text: '[image: https://img.example/a.png]' },
      { type: 'part_end', part: 1 },
      { type: 'finish', finish: { reason: 'stop', rawReason: null } },
    ]);
  });
});
