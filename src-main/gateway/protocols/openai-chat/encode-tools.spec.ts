import { describe, expect, it } from 'vitest';
import type { CanonicalTool } from '../canonical/request';
import { OFFICIAL } from './testing/chat-context';
import { encode, tool } from './testing/chat-request';

describe('tools', () => {
  it('case 20: a choice without tools is dropped', () => {
    expect(Object.keys(encode({ toolChoice: { mode: 'required' }, parallelTools: false }).body)).toEqual([
      'model',
      'messages',
      'stream',
    ]);
  });

  it('are written with what the channel takes of them', () => {
    const strict: CanonicalTool = {
      type: 'function',
      name: 'f',
      description: 'd',
      schema: null,
      strict: true,
    };
    const members = { tools: [strict], parallelTools: false, toolChoice: { mode: 'required' as const } };
    expect(encode(members, OFFICIAL).body).toMatchObject({
      tools: [
        {
          type: 'function',
          function: {
            name: 'f',
            description: 'd',
            parameters: { type: 'object', properties: {} },
            strict: true,
          },
        },
      ],
      tool_choice: 'required',
      parallel_tool_calls: false,
    });
    const least = encode(members, { parallelToolCalls: false, toolChoiceRequired: 'any' });
    expect(least.body).toMatchObject({ tool_choice: 'any' });
    expect(least.body).not.toHaveProperty('parallel_tool_calls');
    expect(JSON.stringify(least.body)).not.toContain('strict');
    expect(least.warnings).toHaveLength(1);
  });

  it.each([
    [{ mode: 'auto' }, 'auto'],
    [{ mode: 'none' }, 'none'],
    [
      { mode: 'named', name: 'f' },
      { type: 'function', function: { name: 'f' } },
    ],
    [
      { mode: 'named', name: 'p' },
      { type: 'custom', custom: { name: 'p' } },
    ],
    [
      { mode: 'allowed', names: ['f'], required: true },
      {
        type: 'allowed_tools',
        allowed_tools: { mode: 'required', tools: [{ type: 'function', function: { name: 'f' } }] },
      },
    ],
  ] as const)('are chosen by %j', (toolChoice, expected) => {
    const tools: CanonicalTool[] = [tool, { type: 'custom', name: 'p', format: null }];
    expect(encode({ tools, toolChoice }, OFFICIAL).body['tool_choice']).toEqual(expected);
  });

  it('that may not be called are not mentioned where a list of allowed ones is not known', () => {
    const tools = [tool, { ...tool, name: 'g' } as CanonicalTool];
    const { body } = encode({ tools, toolChoice: { mode: 'allowed', names: ['g'], required: false } });
    expect(body).toMatchObject({ tools: [{ function: { name: 'g' } }], tool_choice: 'auto' });
    expect(body['tools']).toHaveLength(1);
  });

  it('of free form have their grammar one level deeper', () => {
    const format = { type: 'grammar', syntax: 'lark', definition: 'x' };
    expect(encode({ tools: [{ type: 'custom', name: 'p', format }] }, OFFICIAL).body['tools']).toEqual([
      {
        type: 'custom',
        custom: { name: 'p', format: { type: 'grammar', grammar: { syntax: 'lark', definition: 'x' } } },
      },
    ]);
  });

  it('of the provider are asked for by a field of their own, or stand as they came', () => {
    const search: CanonicalTool = {
      type: 'server',
      server: 'web_search',
      options: { contextSize: 'low', userLocation: { type: 'approximate', country: 'DE' } },
      protocol: 'anthropic-messages',
      raw: { type: 'web_search_20250305' },
    };
    const own: CanonicalTool = {
      type: 'server',
      server: 'web_search',
      options: {},
      protocol: 'openai-chat',
      raw: { type: 'web_search', web_search: { enable: true } },
    };
    expect(encode({ tools: [search], toolChoice: { mode: 'required' } }).body).toEqual({
      model: 'upstream-model',
      messages: [{ role: 'user', content: 'Hi' }],
      stream: false,
      web_search_options: {
        search_context_size: 'low',
        user_location: { type: 'approximate', approximate: { country: 'DE' } },
      },
    });
    expect(encode({ tools: [own] }).body['tools']).toEqual([own.raw]);
  });
});
