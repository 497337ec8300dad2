import { describe, expect, it } from 'vitest';
import type { CanonicalRequest } from '../canonical/request';
import type { CanonicalResponse } from '../canonical/response';
import { encodeResponse } from './encode-response';
import { createAnswerContext } from './testing/chat-context';
import { createClient, params, usage } from './testing/openai-client';

async function readAnswer(
  parts: CanonicalResponse['parts'],
  reason: CanonicalResponse['finish']['reason'],
  members: Partial<CanonicalRequest> = {},
) {
  const response = { upstreamId: 'up-1', model: 'up', parts, finish: { reason, rawReason: null }, usage };
  const body = JSON.stringify(encodeResponse(response, createAnswerContext(members).context));
  return createClient(body, 'application/json').chat.completions.create(params);
}

describe("OpenAI's SDK reads an answer", () => {
  const origin = { protocol: 'anthropic-messages' as const, channelId: null, model: null };

  it('case 67: with reasoning, text, a call and usage', async () => {
    const completion = await readAnswer(
      [
        { type: 'reasoning', text: 'Hm', origin },
        { type: 'text', text: 'Hi' },
        { type: 'toolCall', id: 'call_a', name: 'f', args: '' },
      ],
      'tool_calls',
    );
    expect(completion).toEqual({
      id: 'chatcmpl-000000000000000000000001',
      object: 'chat.completion',
      created: 1_700_000_000,
      model: 'client-model',
      choices: [
        {
          index: 0,
          message: {
            role: 'assistant',
            content: 'Hi',
            refusal: null,
            reasoning_content: 'Hm',
            tool_calls: [{ id: 'call_a', type: 'function', function: { name: 'f', arguments: '{}' } }],
          },
          logprobs: null,
          finish_reason: 'tool_calls',
        },
      ],
      usage: {
        prompt_tokens: 600,
        completion_tokens: 50,
        total_tokens: 650,
        prompt_tokens_details: { cached_tokens: 500, cache_write_tokens: 90 },
        completion_tokens_details: { reasoning_tokens: 30 },
      },
    });
  });

  it('case 28: with a legacy function call', async () => {
    const wants = { streamUsage: false, legacyFunctions: true, echo: {} };
    const parts = [{ type: 'toolCall' as const, id: 'call_a', name: 'f', args: '{"a":1}' }];
    expect((await readAnswer(parts, 'tool_calls', { wants })).choices[0]).toMatchObject({
      finish_reason: 'function_call',
      message: { content: null, function_call: { name: 'f', arguments: '{"a":1}' } },
    });
  });
});
