import { describe, expect, it } from 'vitest';
import type { CanonicalPart } from '../canonical/part';
import type { CanonicalTool } from '../canonical/request';
import { assistantSays, decode, encode, userSays, weatherTool } from './fixtures/contexts';

const call = (id: string, args = '{"city":"Paris"}'): CanonicalPart => ({
  type: 'toolCall',
  id,
  name: 'get_weather',
  args,
});
const result = (callId: string, text = 'Sunny'): CanonicalPart => ({
  type: 'toolResult',
  callId,
  content: [{ type: 'text', text }],
});
const inputOf = (args: string) => {
  const { body, warnings } = encode({
    messages: [userSays('Go'), assistantSays(call('a', args)), userSays(result('a'))],
  });
  return { messages: body['messages'], warnings: warnings.length };
};

const withInput = (input: object, warnings: number) => ({
  messages: [
    expect.anything(),
    { role: 'assistant', content: [expect.objectContaining({ input })] },
    expect.anything(),
  ],
  warnings,
});

describe('tools', () => {
  it('case 19: calls one at a time need an explicit choice', () => {
    const { body } = encode({ tools: [weatherTool], parallelTools: false });
    expect(body['tool_choice']).toEqual({ type: 'auto', disable_parallel_tool_use: true });
    const none = encode({ tools: [weatherTool], parallelTools: false, toolChoice: { mode: 'none' } }).body;
    expect(none['tool_choice']).toEqual({ type: 'none' });
    expect(encode({ tools: [weatherTool], parallelTools: true }).body).not.toHaveProperty('tool_choice');
  });

  it('case 20: a choice without tools is dropped', () => {
    const { body, warnings } = encode({ toolChoice: { mode: 'required' }, parallelTools: false });
    expect(body).not.toHaveProperty('tool_choice');
    expect(warnings).toEqual([]);
  });

  it('sends only the tools that are allowed', () => {
    const other = { ...weatherTool, name: 'other' } as CanonicalTool;
    const { body } = encode({
      tools: [weatherTool, other],
      toolChoice: { mode: 'allowed', names: ['other'], required: true },
    });
    expect(body).toMatchObject({ tools: [{ name: 'other' }], tool_choice: { type: 'any' } });
  });

  it('case 7: a call without arguments has an empty object for input', () => {
    const { body } = encode({
      messages: [userSays('Go'), assistantSays(call('a', '')), userSays(result('a'))],
    });
    expect(body).toMatchObject({ messages: [{}, { content: [{ input: {} }] }, {}] });
  });

  it('case 12: invalid JSON arguments are repaired or kept as _raw for Anthropic', () => {
    expect(inputOf('{"a": 1,}')).toEqual(withInput({ a: 1 }, 1));
    expect(inputOf("{'a': 'b'}")).toEqual(withInput({ a: 'b' }, 1));
    expect(inputOf('{"command": "ls')).toEqual(withInput({ _raw: '{"command": "ls' }, 1));
    expect(inputOf('[1]')).toEqual(withInput({ _raw: '[1]' }, 1));
    expect(inputOf('"{\\"a\\":1}"')).toEqual(withInput({ a: 1 }, 0));
    expect(inputOf('null')).toEqual(withInput({}, 0));
  });

  it.each([
    [
      'web_search',
      {
        maxUses: 3,
        allowedDomains: ['a.com'],
        userLocation: { type: 'approximate', approximate: { city: 'Bonn' } },
      },
      {
        type: 'web_search_20250305',
        name: 'web_search',
        max_uses: 3,
        allowed_domains: ['a.com'],
        user_location: { type: 'approximate', city: 'Bonn' },
      },
    ],
    [
      'web_fetch',
      { blockedDomains: ['b.com'] },
      { type: 'web_fetch_20250910', name: 'web_fetch', blocked_domains: ['b.com'] },
    ],
    ['code', {}, { type: 'code_execution_20250825', name: 'code_execution' }],
  ] as const)("writes another protocol's %s as its own", (server, options, expected) => {
    const tool = { type: 'server', server, options, protocol: 'openai-responses', raw: {} } as const;
    expect(encode({ tools: [tool] }).body['tools']).toEqual([expected]);
  });

  it('gives back its own tools as they came', () => {
    const search = { type: 'web_search_20260318', name: 'web_search', max_uses: 1 };
    const bash = { type: 'bash_20250124', name: 'bash' };
    const { request } = decode({ tools: [search, bash] });
    expect(encode(request).body['tools']).toEqual([search, bash]);
  });

  it('sends strict only where it is known', () => {
    const strict = { ...weatherTool, strict: true } as CanonicalTool;
    expect(encode({ tools: [strict] }).body).toMatchObject({ tools: [{ strict: true }] });
    const { body } = encode({ tools: [strict] }, { profile: { strictTools: false } });
    expect(JSON.stringify(body['tools'])).not.toContain('strict');
  });
});
