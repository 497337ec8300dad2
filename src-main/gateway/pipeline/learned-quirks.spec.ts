import { describe, expect, it } from 'vitest';
import { resolveChannelProfile } from '#shared/domain/resolve-channel-profile';
import type { UpstreamError } from '../protocols/types';
import { createLearnedQuirks } from './learned-quirks';

const PROFILE = resolveChannelProfile('openai-chat', { strictTools: true, effortStyle: 'openai' });
const MODEL = 'some-model';

const SENT = {
  model: MODEL,
  messages: [
    { role: 'developer', content: 'Be brief.' },
    { role: 'user', content: [{ type: 'text', text: 'Hi', cache_control: { type: 'ephemeral' } }] },
  ],
  tools: [{ type: 'function', function: { name: 'f', strict: true } }],
  stream: true,
  stream_options: { include_usage: true },
  parallel_tool_calls: false,
  max_tokens: 64_000,
  temperature: 0.5,
  stop: ['x'],
  reasoning_effort: 'xhigh',
  prompt_cache_key: 'k',
  store: false,
  user: 'u',
};

const refusal = (message: string, kind: UpstreamError['kind'] = 'invalid_request'): UpstreamError => ({
  kind,
  message,
  status: 400,
  retryAfterMs: null,
});

const learnFrom = (message: string, sent: unknown = SENT, profile = PROFILE) => {
  const quirks = createLearnedQuirks();
  const name = quirks.learn('c', MODEL, profile, refusal(message), sent);
  return { name, profile: quirks.apply('c', MODEL, profile), quirks };
};

const XHIGH = ['none', 'minimal', 'low', 'medium', 'high'];

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
    ['body.user: Extra inputs are not permitted', 'user', { dropParams: ['user'] }],
    ['Unrecognized request argument supplied: store', 'store', { dropParams: ['store'] }],
    ["Unsupported parameter: 'stop' is not supported with this model.", 'stop', { dropParams: ['stop'] }],
    [
      "Unsupported value: 'temperature' does not support 0.5 with this model. Only the default (1) value is supported.",
      'temperature',
      { sampling: 'none' },
    ],
    [
      "'messages.1.content.0' : property 'cache_control' is unsupported",
      'cache_control',
      { cacheControl: false },
    ],
    ['unknown variant `developer`, expected `system`, `user` or `tool`', 'developer', {}],
    ["Unsupported parameter: 'reasoning_effort'", 'reasoning_effort', { effortStyle: 'none' }],
  ])('case 98: learns from "%s"', (message, name, change) => {
    // As if it were the channel's: a lesson that changes nothing is none.
    const profile = { ...PROFILE, cacheControl: true, systemRole: 'developer' as const };
    const learned = learnFrom(message, SENT, profile);
    expect(learned.name).toBe(name);
    const expected = name === 'developer' ? { ...profile, systemRole: 'system' } : { ...profile, ...change };
    expect(learned.profile).toEqual(expected);
  });

  it.each([
    ["Unsupported value: 'reasoning_effort' does not support 'xhigh'", XHIGH],
    ["Invalid value for 'reasoning_effort'", XHIGH],
    [
      "Unsupported value: 'xhigh' is not supported with the 'm' model. Supported values are: 'low', 'medium', and 'high'.",
      ['low', 'medium', 'high'],
    ],
  ])('case 98: asks for a lower effort after "%s", instead of none at all', (message, efforts) => {
    const { name, profile } = learnFrom(message);
    expect(name).toBe('reasoning_effort');
    expect(profile).toEqual({ ...PROFILE, efforts });
  });

  it('keeps the higher levels where a low one is missing, and learns of one level after the other', () => {
    const { quirks, profile } = learnFrom("Unsupported value: 'minimal' is not supported", {
      reasoning: { effort: 'minimal' },
    });
    expect(profile.efforts).toEqual(['none', 'low', 'medium', 'high', 'xhigh', 'max']);
    const error = refusal("Unsupported value: 'max' is not supported");
    expect(quirks.learn('c', MODEL, profile, error, { reasoning: { effort: 'max' } })).toBe(
      'reasoning_effort',
    );
    expect(quirks.apply('c', MODEL, PROFILE).efforts).toEqual(['none', 'low', 'medium', 'high', 'xhigh']);
  });

  it('keeps what one model refused from the other models of its channel, and tells what is in force', () => {
    const { quirks } = learnFrom('unknown field `stream_options`');
    expect(quirks.lessons('c', MODEL)).toEqual(['stream_options']);
    for (const [channel, model] of [
      ['c', 'other'],
      ['other', MODEL],
    ] as const) {
      expect(quirks.apply(channel, model, PROFILE)).toBe(PROFILE);
      expect(quirks.lessons(channel, model)).toEqual([]);
    }
  });

  it('learns a lesson once, so that a request is sent again once only', () => {
    const { quirks, profile } = learnFrom('unknown field `store`');
    expect(quirks.learn('c', MODEL, profile, refusal('unknown field `store`'), SENT)).toBeNull();
    expect(quirks.learn('c', MODEL, PROFILE, refusal('unknown field `store`'), SENT)).toBeNull();
  });

  it('learns nothing that a channel does already', () => {
    const profile = { ...PROFILE, dropParams: ['user'] };
    expect(learnFrom("Unknown parameter: 'user'", SENT, profile).name).toBeNull();
    const forced = { ...PROFILE, extraBody: { store: true } };
    expect(learnFrom("Unknown parameter: 'store'", SENT, forced).name).toBeNull();
  });

  it.each([
    ['a field of the client', "Unknown parameter: 'messages[0].name'"],
    ['a word in a sentence', 'unexpected role order, a user message must follow'],
    ['a role of the same name', "Unexpected role 'tool' after role 'user'"],
    ['a field that was not sent', "Unsupported parameter: 'max_completion_tokens'"],
    ['a member of something else', "Unknown parameter: 'tools[0].function.parameters.user'"],
    ['a limit of a value', "Invalid value for 'max_tokens': must be <= 8192"],
    ['a value that is too large', "'max_tokens' is too large: unsupported value"],
    ['a value out of range', "Invalid value for 'temperature': must be at most 1"],
    ['a level of verbosity', "Unsupported value: 'low' is not supported with this model"],
  ])('learns nothing from %s', (_title, message) => {
    expect(
      learnFrom(message, { ...SENT, reasoning_effort: 'low', verbosity: 'low', tools: [] }).name,
    ).toBeNull();
  });

  it('learns nothing from another failure, or of a body that nobody has', () => {
    const quirks = createLearnedQuirks();
    const message = 'stream_options is not supported';
    expect(quirks.learn('c', MODEL, PROFILE, refusal(message, 'rate_limit'), SENT)).toBeNull();
    expect(quirks.learn('c', MODEL, PROFILE, refusal(message), undefined)).toBeNull();
  });

  it('looks for marks of caching however deep a body is', () => {
    let sent: unknown = { cache_control: {} };
    for (let depth = 0; depth < 20_000; depth += 1) sent = [sent];
    const profile = { ...PROFILE, cacheControl: true };
    expect(learnFrom('cache_control is not supported', { messages: sent }, profile).name).toBe(
      'cache_control',
    );
  });
});
