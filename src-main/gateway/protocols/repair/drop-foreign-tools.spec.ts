import { describe, expect, it } from 'vitest';
import type { CanonicalTool } from '../canonical/request';
import { createTestRequest, tool, user } from './testing/create-test-request';
import { createTestTarget } from './testing/create-test-target';
import { runRepair } from './testing/run-repair';

const CHAT = createTestTarget('openai-chat');

const search: CanonicalTool = {
  type: 'server',
  server: 'web_search',
  options: {},
  protocol: 'anthropic-messages',
  raw: { type: 'web_search_20250305', name: 'web_search' },
};
const files: CanonicalTool = {
  ...search,
  server: 'other',
  protocol: 'openai-responses',
  raw: { type: 'file_search' },
};
const bash: CanonicalTool = {
  type: 'clientBuiltin',
  name: 'bash',
  protocol: 'anthropic-messages',
  raw: { type: 'bash_20250124', name: 'bash' },
};

const repair = (rest: Parameters<typeof createTestRequest>[1], target = CHAT) =>
  runRepair(createTestRequest([user('go')], rest), target);

describe('dropForeignTools', () => {
  it('case 20: a choice between no tools is dropped, and what is said of parallel calls', () => {
    const { request, warnings } = repair({ toolChoice: { mode: 'required' }, parallelTools: false });
    expect([request.toolChoice, request.parallelTools]).toEqual([null, null]);
    expect(warnings).toEqual([]);
  });

  it('keeps tools of the provider where the channel has them, in their place', () => {
    const tools = [tool('a'), search, tool('b')];
    expect(
      repair({ tools }, createTestTarget('openai-chat', { serverTools: ['web_search'] })).request.tools,
    ).toBe(tools);
    const { request, warnings } = repair({ tools });
    expect(request.tools).toEqual([tool('a'), tool('b')]);
    expect(warnings).toEqual([
      'tools: web_search_20250305 is not available at this channel of openai-chat and was left out.',
    ]);
  });

  it('never asks a protocol for what it has no word for', () => {
    const fetch: CanonicalTool = { ...search, server: 'web_fetch', raw: { type: 'web_fetch_20250910' } };
    const target = createTestTarget('openai-chat', { serverTools: ['web_search', 'web_fetch', 'code'] });
    expect(repair({ tools: [fetch, tool('a')] }, target).request.tools).toEqual([tool('a')]);
  });

  it('leaves out tools only the client and its provider know, and keeps them at their own protocol', () => {
    expect(repair({ tools: [bash, files, tool('a')] }).request.tools).toEqual([tool('a')]);
    expect(repair({ tools: [bash, files] }, createTestTarget('anthropic-messages')).request.tools).toEqual([
      bash,
    ]);
  });

  it.each([
    [{ tools: [bash, tool('a')], toolChoice: { mode: 'named', name: 'bash' } }, /bash_20250124|bash/],
    [{ tools: [search, tool('a')], toolChoice: { mode: 'named', name: 'web_search' } }, /web_search/],
    [
      { tools: [search, tool('a')], toolChoice: { mode: 'hosted', server: 'web_search_preview' } },
      /web_search/,
    ],
    [{ tools: [files], toolChoice: { mode: 'hosted', server: 'file_search' } }, /file_search/],
    [{ tools: [search], toolChoice: { mode: 'required' } }, /a tool must be called/],
  ] as const)('refuses a request that demands such a tool (%#)', (rest, message) => {
    expect(() => repair(rest)).toThrowError(message);
  });

  it('demands a hosted tool of others only where it is all there is', () => {
    const target = createTestTarget('anthropic-messages', { serverTools: ['web_search'] });
    const toolChoice = { mode: 'hosted', server: 'web_search_preview' } as const;
    expect(repair({ tools: [search], toolChoice }, target).request.toolChoice).toEqual({ mode: 'required' });
    const { request, warnings } = repair({ tools: [search, tool('a')], toolChoice }, target);
    expect(request.toolChoice).toEqual({ mode: 'auto' });
    expect(warnings).toHaveLength(1);
  });

  it('refuses more tools than the provider takes', () => {
    const target = createTestTarget('openai-chat', { maxTools: 2 });
    const tools = ['a', 'b', 'c'].map((name) => tool(name));
    expect(() => repair({ tools }, target)).toThrowError('tools: this channel takes at most 2 tools.');
    expect(repair({ tools: tools.slice(1) }, target).request.tools).toHaveLength(2);
  });

  it('refuses to ask for several answers where there can be one only', () => {
    expect(() => repair({ sampling: { n: 2 } }, createTestTarget('openai-responses'))).toThrowError(
      'n: openai-responses gives one answer only.',
    );
    expect(repair({ sampling: { n: 2 } }).warnings).toEqual([]);
  });
});
