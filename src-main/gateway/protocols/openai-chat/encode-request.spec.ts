import { describe, expect, it } from 'vitest';
import { OFFICIAL } from './testing/chat-context';
import { CHAT, encode } from './testing/chat-request';

describe('the body', () => {
  it('has the model first, and asks for usage whatever the client wants', () => {
    const { body, headers } = encode({ stream: true });
    expect(Object.keys(body)[0]).toBe('model');
    expect(body).toEqual({
      model: 'upstream-model',
      messages: [{ role: 'user', content: 'Hi' }],
      stream: true,
      stream_options: { include_usage: true },
    });
    expect(headers).toEqual({ accept: 'text/event-stream' });
    expect(encode({ stream: true }, { streamOptions: false }).body).not.toHaveProperty('stream_options');
    expect(encode({}).body).not.toHaveProperty('stream_options');
  });

  it('limits the answer by the field the channel knows, and by no more than the model gives', () => {
    expect(encode({ maxTokens: 100 }).body).toMatchObject({ max_tokens: 100 });
    expect(encode({ maxTokens: 100 }, OFFICIAL).body).toMatchObject({ max_completion_tokens: 100 });
    const clamped = encode({ maxTokens: 64_000 }, { maxOutputTokens: 8192 });
    expect(clamped.body).toMatchObject({ max_tokens: 8192 });
    expect(clamped.warnings).toHaveLength(1);
  });

  it('sends the sampling the channel takes', () => {
    const sampling = { temperature: 1.7, topP: 0.5, topK: 3, stop: ['a', 'b', 'c', 'd', 'e'], seed: 1 };
    expect(encode({ sampling }).body).toMatchObject({
      temperature: 1.7,
      top_p: 0.5,
      stop: ['a', 'b', 'c', 'd'],
      seed: 1,
    });
    expect(encode({ sampling }).body).not.toHaveProperty('top_k');
    expect(encode({ sampling, origin: CHAT }).body).toMatchObject({ top_k: 3 });
    expect(encode({ sampling }, { sampling: 'oneOf' }).body).not.toHaveProperty('top_p');
    expect(encode({ sampling }, { sampling: 'none' }).body).toEqual({
      model: 'upstream-model',
      messages: [{ role: 'user', content: 'Hi' }],
      stream: false,
      seed: 1,
    });
  });

  it('tells OpenAI of user and session by their hashes, and others nothing', () => {
    const meta = {
      userId: 'account-1',
      sessionId: 'session-1',
      serviceTier: 'standard_only',
      metadata: { a: 'b' },
    };
    const { body } = encode({ meta }, OFFICIAL);
    expect(body).toMatchObject({
      safety_identifier: expect.stringMatching(/^[0-9a-f]{64}$/),
      prompt_cache_key: expect.stringMatching(/^[0-9a-f]{64}$/),
      service_tier: 'default',
    });
    expect(body).not.toHaveProperty('metadata');
    expect(Object.keys(encode({ meta }).body)).toEqual(['model', 'messages', 'stream']);
  });

  it('repeats what only this protocol has to a channel of this protocol, and to no other', () => {
    const members = { meta: { userId: 'u', store: true }, extra: { min_p: 0.1 } };
    expect(encode({ ...members, origin: CHAT }).body).toMatchObject({ user: 'u', store: true, min_p: 0.1 });
    expect(encode(members).body).not.toHaveProperty('min_p');
  });

  it('leaves out and puts in what the channel says', () => {
    const { body } = encode(
      { sampling: { temperature: 1, seed: 2 } },
      { dropParams: ['seed'], extraBody: { temperature: 0, tool_stream: true } },
    );
    expect(body).toMatchObject({ temperature: 0, tool_stream: true });
    expect(body).not.toHaveProperty('seed');
  });
});
