import { describe, expect, it } from 'vitest';
import type { CanonicalPart } from '../canonical/part';
import type { CanonicalTool } from '../canonical/request';
import { decode, encode, userSays, weatherTool } from './fixtures/contexts';

const FROM_CLAUDE_CODE = {
  protocol: 'anthropic-messages',
  version: '2023-06-01',
  betas: ['x-1', 'y-2'],
  client: 'claude-code',
} as const;
const marked = (text: string): CanonicalPart => ({ type: 'text', text, cache: {} });
const marks = (body: unknown): number => JSON.stringify(body).split('"cache_control"').length - 1;

describe('cache marks', () => {
  it('are at most four, the last ones', () => {
    const request = {
      tools: [{ ...weatherTool, cache: {} } as CanonicalTool],
      system: [{ text: 'S', cache: { ttl: '1h' } }],
      messages: [
        userSays(marked('1'), marked('2'), {
          type: 'toolResult',
          callId: 'x',
          content: [marked('3'), marked('4')],
        }),
      ],
      origin: FROM_CLAUDE_CODE,
    };
    const { body } = encode(request);
    expect(marks(body)).toBe(4);
    expect(body).toMatchObject({ system: 'S' });
    expect(marks(body['messages'])).toBe(4);
    expect(marks(encode({ ...request, meta: { autoCache: {} } }).body['messages'])).toBe(3);
  });

  it('case 32: are gone at all depths for a channel that knows none', () => {
    const { request } = decode({
      cache_control: { type: 'ephemeral' },
      system: [{ type: 'text', text: 'S', cache_control: { type: 'ephemeral' } }],
      tools: [
        { name: 'f', input_schema: {}, cache_control: { type: 'ephemeral' } },
        { type: 'bash_20250124', name: 'bash', cache_control: { type: 'ephemeral' } },
      ],
      messages: [
        {
          role: 'user',
          content: [
            {
              type: 'tool_result',
              tool_use_id: 'a',
              content: [{ type: 'text', text: 'r', cache_control: { type: 'ephemeral' } }],
            },
            { type: 'hologram', cache_control: { type: 'ephemeral' } },
          ],
        },
      ],
    });
    expect(marks(encode(request, { profile: { cacheControl: false } }).body)).toBe(0);
    expect(marks(encode(request).body)).toBe(4);
  });

  it('are automatic for clients that have none, where the channel wants it', () => {
    expect(encode({}, { profile: { autoCache: true } }).body['cache_control']).toEqual({ type: 'ephemeral' });
    expect(encode({}).body).not.toHaveProperty('cache_control');
    expect(encode({ origin: FROM_CLAUDE_CODE }, { profile: { autoCache: true } }).body).not.toHaveProperty(
      'cache_control',
    );
  });
});
