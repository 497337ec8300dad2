import { describe, expect, it } from 'vitest';
import { decodeBody } from './testing/chat-context';

const user = { role: 'user', content: 'Hi' };
const body = (members: object): object => ({ model: 'm', messages: [user], ...members });
const decode = (members: object) => decodeBody(body(members)).request;

describe('tools', () => {
  it('are functions, custom tools, and those of the provider', () => {
    const { tools } = decode({
      tools: [
        { type: 'function', function: { name: 'f', description: 'd', parameters: {}, strict: true, x: 1 } },
        { type: 'function', name: 'flat' },
        {
          type: 'custom',
          custom: { name: 'p', format: { type: 'grammar', grammar: { syntax: 'lark', definition: 'x' } } },
        },
        { type: 'web_search', web_search: { enable: true } },
      ],
      web_search_options: {
        search_context_size: 'low',
        user_location: { type: 'approximate', approximate: { country: 'DE' } },
      },
    });
    expect(tools).toMatchObject([
      { type: 'function', name: 'f', description: 'd', schema: {}, strict: true, extra: { x: 1 } },
      { type: 'function', name: 'flat', schema: null },
      { type: 'custom', name: 'p', format: { type: 'grammar', syntax: 'lark', definition: 'x' } },
      { type: 'server', server: 'web_search', raw: { type: 'web_search' } },
      {
        type: 'server',
        server: 'web_search',
        options: { contextSize: 'low', userLocation: { type: 'approximate', country: 'DE' } },
      },
    ]);
  });

  it.each([
    ['auto', { mode: 'auto' }],
    ['none', { mode: 'none' }],
    ['required', { mode: 'required' }],
    ['any', { mode: 'required' }],
    [
      { type: 'function', function: { name: 'f' } },
      { mode: 'named', name: 'f' },
    ],
    [
      { type: 'custom', custom: { name: 'p' } },
      { mode: 'named', name: 'p' },
    ],
    [
      {
        type: 'allowed_tools',
        allowed_tools: { mode: 'required', tools: [{ type: 'function', function: { name: 'f' } }] },
      },
      { mode: 'allowed', names: ['f'], required: true },
    ],
    [{ type: 'web_search' }, { mode: 'hosted', server: 'web_search' }],
  ])('are chosen by %j', (choice, expected) => {
    expect(decode({ tool_choice: choice }).toolChoice).toEqual(expected);
  });
});
