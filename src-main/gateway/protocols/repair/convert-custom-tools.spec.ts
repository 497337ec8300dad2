import { describe, expect, it } from 'vitest';
import {
  assistant,
  call,
  createTestRequest,
  customTool,
  result,
  tool,
  user,
} from './testing/create-test-request';
import { createTestTarget } from './testing/create-test-target';
import { runRepair } from './testing/run-repair';

const PATCH = '*** Begin Patch\n"quoted"\n';
const GRAMMAR = { type: 'grammar', syntax: 'lark', definition: 'start: "x"' };
const history = [
  user('go'),
  assistant(call('a', 'apply_patch', { custom: true, args: PATCH })),
  user(result('a', 'ok', { custom: true })),
];

describe('convertCustomTools', () => {
  it('case 40: a free-form tool is a function of one string for OpenAI Chat, in the history too', () => {
    const { request, restoration } = runRepair(
      createTestRequest(history, {
        tools: [customTool('apply_patch', GRAMMAR, { description: 'Edits files.' })],
        toolChoice: { mode: 'named', name: 'apply_patch' },
      }),
      createTestTarget('openai-chat'),
    );
    expect(request.tools).toEqual([
      {
        type: 'function',
        name: 'apply_patch',
        description: 'Edits files.\n\nThe input must follow this lark grammar:\nstart: "x"',
        schema: {
          type: 'object',
          properties: { input: { type: 'string', description: 'The raw input of the tool.' } },
          required: ['input'],
          additionalProperties: false,
        },
      },
    ]);
    expect(request.messages.slice(1)).toEqual([
      assistant(call('a', 'apply_patch', { args: JSON.stringify({ input: PATCH }) })),
      user(result('a', 'ok')),
    ]);
    expect(request.toolChoice).toEqual({ mode: 'named', name: 'apply_patch' });
    expect(restoration.custom).toEqual(new Set(['apply_patch']));
  });

  it('case 40: it stays one where the channel knows such tools', () => {
    const request = createTestRequest(history, { tools: [customTool('apply_patch', GRAMMAR)] });
    for (const target of [
      createTestTarget('openai-responses'),
      createTestTarget('openai-chat', { customTools: true }),
    ]) {
      expect(runRepair(request, target).request).toBe(request);
    }
  });

  it('reads the grammar where OpenAI Chat nests it', () => {
    const { request } = runRepair(
      createTestRequest([user('go')], {
        tools: [
          customTool('x', { type: 'grammar', grammar: { syntax: 'regex', definition: 'a+' } }),
          customTool('y'),
        ],
      }),
      createTestTarget('anthropic-messages'),
    );
    expect(request.tools).toMatchObject([
      { description: 'The input must follow this regex grammar:\na+' },
      { type: 'function', name: 'y' },
    ]);
  });

  it('case 41: a function called apply_patch stays one', () => {
    const request = createTestRequest([user('go')], { tools: [tool('apply_patch')] });
    const repaired = runRepair(request, createTestTarget('openai-chat'));
    expect(repaired.request).toBe(request);
    expect(repaired.restoration.custom.size).toBe(0);
  });
});
