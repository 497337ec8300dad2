import { describe, expect, it } from 'vitest';
import type { CanonicalRequest } from '../canonical/request';
import {
  assistant,
  call,
  createTestRequest,
  missing,
  result,
  tool,
  user,
} from './testing/create-test-request';
import { createTestTarget } from './testing/create-test-target';
import { runRepair } from './testing/run-repair';

const CHAT = createTestTarget('openai-chat');
const MCP = `mcp__files.${'a'.repeat(79)}`;

const names = ({ tools }: CanonicalRequest): readonly (string | undefined)[] =>
  tools.map((each) => ('name' in each ? each.name : undefined));

describe('fitNames', () => {
  it('case 16: a long dotted name is legal upstream, in tools, history and choice alike', () => {
    const request = createTestRequest(
      [user('go'), assistant(call('a', MCP)), user(result('a', 'ok', { name: MCP }))],
      { tools: [tool(MCP), tool('read')], toolChoice: { mode: 'named', name: MCP } },
    );
    const { request: repaired, restoration } = runRepair(request, CHAT);
    const [short = ''] = names(repaired);
    expect(short).toMatch(/^mcp__files_a{46}_[0-9a-f]{6}$/);
    expect(repaired.toolChoice).toEqual({ mode: 'named', name: short });
    expect(repaired.messages.slice(1)).toEqual([
      assistant(call('a', short)),
      user(result('a', 'ok', { name: short })),
    ]);
    expect([...restoration.names]).toEqual([[short, { name: MCP }]]);
  });

  it('case 17: namespaces of OpenAI Responses are flattened for others, and native there', () => {
    const request = createTestRequest(
      [user('go'), assistant(call('a', 'create_issue', { namespace: 'mcp__gh' })), user(result('a'))],
      {
        tools: [
          tool('create_issue', { namespace: 'mcp__gh' }),
          tool('create_issue', { namespace: 'mcp__lab__' }),
          tool('create_issue'),
        ],
        toolChoice: { mode: 'allowed', names: ['create_issue'], required: true },
      },
    );
    const { request: flat, restoration } = runRepair(request, CHAT);
    expect(names(flat)).toEqual(['mcp__gh__create_issue', 'mcp__lab__create_issue', 'create_issue']);
    expect(flat.messages[1]).toEqual(assistant(call('a', 'mcp__gh__create_issue')));
    expect(restoration.names.get('mcp__gh__create_issue')).toEqual({
      name: 'create_issue',
      namespace: 'mcp__gh',
    });
    const native = runRepair(request, createTestTarget('openai-responses'));
    expect(native.request).toBe(request);
    expect(native.restoration.names.size).toBe(0);
  });

  it('finds the tool a choice means without its namespace', () => {
    const { request } = runRepair(
      createTestRequest([user('go')], {
        tools: [tool('list'), tool('get', { namespace: 'ns' })],
        toolChoice: { mode: 'allowed', names: ['get', 'list'], required: false },
      }),
      CHAT,
    );
    expect(request.toolChoice).toEqual({ mode: 'allowed', names: ['ns__get', 'list'], required: false });
  });

  it('never gives two tools one name, and lets those keep theirs that can', () => {
    const { request, restoration } = runRepair(
      createTestRequest([user('go')], {
        tools: [tool('b', { namespace: 'a' }), tool('a__b'), tool('a__b', { description: 'again' })],
      }),
      CHAT,
    );
    const [first = '', second] = names(request);
    expect(second).toBe('a__b');
    expect(first).toMatch(/^a__b_[0-9a-f]{6}$/);
    expect(request.tools).toHaveLength(2);
    expect(restoration.names.get(first)).toEqual({ name: 'b', namespace: 'a' });
  });

  it('renames calls of tools that are no longer offered', () => {
    const { messages } = runRepair([user('go'), assistant(call('a', 'old.tool')), user('x')], CHAT);
    const [part] = messages[1]?.parts ?? [];
    expect(part).toMatchObject({ name: expect.stringMatching(/^old_tool_[0-9a-f]{6}$/) });
  });

  it("gives Gemini the name of each result's call", () => {
    const { messages } = runRepair(
      [
        user('go'),
        assistant(call('a', 'read'), call('b', 'list')),
        user(result('b', 'x', { name: 'wrong' })),
      ],
      createTestTarget('gemini'),
    );
    expect(messages[2]).toEqual(user(missing('a', 'read'), result('b', 'x', { name: 'list' })));
  });
});
