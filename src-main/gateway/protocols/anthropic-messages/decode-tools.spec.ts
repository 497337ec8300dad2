import { describe, expect, it } from 'vitest';
import { decode } from './fixtures/contexts';

describe('tools', () => {
  it.each([
    [
      { type: 'bash_20250124', name: 'bash' },
      { type: 'clientBuiltin', name: 'bash' },
    ],
    [
      { type: 'text_editor_20250728', name: 'edit' },
      { type: 'clientBuiltin', name: 'edit' },
    ],
    [
      { type: 'web_search_20250305', name: 'web_search', max_uses: 2, allowed_domains: ['a'] },
      { type: 'server', server: 'web_search', options: { maxUses: 2, allowedDomains: ['a'] } },
    ],
    [
      { type: 'code_execution_20260521', name: 'code_execution' },
      { type: 'server', server: 'code' },
    ],
    [
      { type: 'tool_search_tool_bm25_20251119', name: 'tool_search' },
      { type: 'server', server: 'other' },
    ],
    [
      { type: 'custom', name: 'f', input_schema: {} },
      { type: 'function', name: 'f', schema: {} },
    ],
    [{ name: 'g' }, { type: 'function', name: 'g', schema: null }],
  ])('tells apart %j', (tool, expected) => {
    expect(decode({ tools: [tool] }).request.tools).toMatchObject([expected]);
  });

  it('knows that a chosen tool is one the provider runs', () => {
    const tools = [{ type: 'web_search_20250305', name: 'web_search' }];
    const { toolChoice } = decode({ tools, tool_choice: { type: 'tool', name: 'web_search' } }).request;
    expect(toolChoice).toEqual({ mode: 'hosted', server: 'web_search' });
  });
});
