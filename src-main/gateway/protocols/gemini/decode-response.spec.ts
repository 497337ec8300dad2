import { describe, expect, it } from 'vitest';
import { decodeResponse } from './decode-response';
import { createUpstreamContext, createWarnings } from './fixtures/codec-context';

const decode = (json: unknown) => decodeResponse(json, createUpstreamContext());
const answer = (parts: unknown, members: object = {}) => ({
  candidates: [{ content: { role: 'model', parts }, finishReason: 'STOP' }],
  ...members,
});

describe('decodeResponse', () => {
  it('reads an answer', () => {
    expect(
      decode(
        answer(
          [
            { text: 'Hm.', thought: true },
            { text: 'Hello', thoughtSignature: 'c2ln' },
            { text: ' world' },
            { functionCall: { id: 'c1', name: 'f', args: { a: 1 } }, thoughtSignature: 'c2ln' },
          ],
          { responseId: 'r1', modelVersion: 'gemini-3.5-pro' },
        ),
      ),
    ).toEqual({
      upstreamId: 'r1',
      model: 'gemini-3.5-pro',
      parts: [
        {
          type: 'reasoning',
          text: 'Hm.',
          origin: { protocol: 'gemini', channelId: 'channel-1', model: 'gemini-3.5-pro' },
        },
        { type: 'text', text: 'Hello', signature: 'c2ln' },
        { type: 'text', text: ' world' },
        { type: 'toolCall', id: 'c1', name: 'f', args: '{"a":1}', signature: 'c2ln' },
      ],
      finish: { reason: 'tool_calls', rawReason: 'STOP' },
      usage: null,
    });
  });

  it('case 68: thoughts and cached tokens are counted once', () => {
    const usageMetadata = {
      promptTokenCount: 100,
      candidatesTokenCount: 20,
      thoughtsTokenCount: 30,
      cachedContentTokenCount: 40,
    };
    expect(decode(answer([{ text: 'a' }], { usageMetadata })).usage).toMatchObject({
      input: 100,
      cacheRead: 40,
      output: 50,
      reasoning: 30,
    });
  });

  it('case 87: a blocked prompt is a filtered answer', () => {
    expect(decode({ promptFeedback: { blockReason: 'SAFETY' } })).toMatchObject({
      parts: [],
      finish: { reason: 'content_filter', rawReason: 'SAFETY' },
    });
  });

  it('reads a list of chunks as one answer', () => {
    const chunks = [{ candidates: [{ content: { parts: [{ text: 'a' }] } }] }, answer([{ text: 'b' }])];
    expect(decode(chunks).parts).toEqual([{ type: 'text', text: 'ab' }]);
  });

  it('says when the upstream gave no reason', () => {
    const { warnings, warn } = createWarnings();
    const json = { candidates: [{ content: { parts: { text: 'a' } } }] };
    expect(decodeResponse(json, createUpstreamContext({ warn })).finish).toEqual({
      reason: 'stop',
      rawReason: null,
    });
    expect(warnings).toHaveLength(1);
  });

  it('case 93: an error in a list keeps its kind', () => {
    expect(() => decode([{ error: { code: 429, message: 'Slow.', status: 'RESOURCE_EXHAUSTED' } }])).toThrow(
      expect.objectContaining({ kind: 'rate_limit', message: 'Slow.' }),
    );
  });

  it.each([[null], ['x'], [[]], [{}], [{ candidates: [] }], [{ choices: [{}] }]])(
    'does not take %j for an answer',
    (json) => {
      expect(() => decode(json)).toThrow(expect.objectContaining({ kind: 'bad_response' }));
    },
  );
});
