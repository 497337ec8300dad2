import { describe, expect, it } from 'vitest';
import { resolveChannelProfile } from '#shared/domain/resolve-channel-profile';
import type { UpstreamError } from '../protocols/types';
import { createLearnedQuirks } from './learned-quirks';

const PROFILE = resolveChannelProfile('openai-chat', { strictTools: true, effortStyle: 'openai' });

const refusal = (message: string, kind: UpstreamError['kind'] = 'invalid_request'): UpstreamError => ({
  kind,
  message,
  status: 400,
  retryAfterMs: null,
});

describe('createLearnedQuirks', () => {
  it.each([
    ['Unrecognized request argument supplied: stream_options', 'stream_options', { streamOptions: false }],
    ["Unknown parameter: 'tools[0].function.strict'.", 'strict', { strictTools: false }],
    [
      'parallel_tool_calls is not supported by this model',
      'parallel_tool_calls',
      { parallelToolCalls: false },
    ],
    [
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
      'max_tokens',
      { maxTokensField: 'max_completion_tokens' },
    ],
    [
      'body.prompt_cache_key: Extra inputs are not permitted',
      'prompt_cache_key',
      { dropParams: ['prompt_cache_key'] },
    ],
    [
      "Unsupported value: 'reasoning_effort' does not support 'xhigh'",
      'reasoning_effort',
      { effortStyle: 'none' },
    ],
  ])('case 98: learns from "%s"', (message, name, change) => {
    const quirks = createLearnedQuirks();
    expect(quirks.learn('c', PROFILE, refusal(message))).toBe(name);
    expect(quirks.apply('c', PROFILE)).toEqual({ ...PROFILE, ...change });
    expect(quirks.apply('other', PROFILE)).toBe(PROFILE);
  });

  it('learns a lesson once, so that a request is sent again once only', () => {
    const quirks = createLearnedQuirks();
    const error = refusal('unknown field stream_options');
    expect(quirks.learn('c', PROFILE, error)).toBe('stream_options');
    expect(quirks.learn('c', quirks.apply('c', PROFILE), error)).toBeNull();
  });

  it.each([
    ['another failure', refusal('stream_options is not supported', 'rate_limit')],
    ['a field of the client', refusal("Unknown parameter: 'messages[0].name'")],
    ['a word in a sentence', refusal('The user asked for nothing')],
    ['a field that is not sent anyway', refusal("Unsupported parameter: 'max_completion_tokens'")],
  ])('learns nothing from %s', (_title, error) => {
    expect(createLearnedQuirks().learn('c', PROFILE, error)).toBeNull();
  });
});
