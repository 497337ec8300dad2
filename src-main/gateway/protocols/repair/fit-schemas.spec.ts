import { describe, expect, it } from 'vitest';
import { assistant, call, createTestRequest, result, tool, user } from './testing/create-test-request';
import { createTestTarget } from './testing/create-test-target';
import { runRepair } from './testing/run-repair';

const CHOICE = { anyOf: [{ type: 'object' }, { type: 'array' }] };

describe('fitSchemas', () => {
  it('case 99: each target gets tools in its own dialect, in their order', () => {
    const tools = [
      tool('a', { schema: null }),
      tool('b', { schema: { $schema: 'x', type: 'object', properties: { c: { const: 1 } } } }),
    ];
    const schemas = (target: Parameters<typeof runRepair>[1]): unknown[] =>
      runRepair(createTestRequest([user('go')], { tools }), target).request.tools.map((each) =>
        each.type === 'function' ? each.schema : undefined,
      );
    const empty = { type: 'object', properties: {} };
    const plain = { type: 'object', properties: { c: { const: 1 } } };
    expect(schemas(createTestTarget('openai-chat'))).toEqual([empty, plain]);
    expect(schemas(createTestTarget('anthropic-messages'))).toEqual([empty, plain]);
    expect(schemas(createTestTarget('gemini'))).toEqual([
      null,
      { type: 'object', properties: { c: { enum: [1] } } },
    ]);
    expect(schemas(createTestTarget('gemini', { ggSchema: 'openapi' }))).toEqual([
      null,
      { type: 'object', properties: { c: { type: 'number' } } },
    ]);
  });

  it.each(['anthropic-messages', 'gemini'] as const)(
    'shows %s wrapped calls in the history of a tool that is wrapped',
    (protocol) => {
      const { request, restoration } = runRepair(
        createTestRequest(
          [
            user('go'),
            assistant(call('a', 'pick', { args: '{"x":1}' }), call('b', 'other')),
            user(result('a'), result('b')),
          ],
          { tools: [tool('pick', { schema: CHOICE }), tool('other')] },
        ),
        createTestTarget(protocol),
      );
      expect(request.tools[0]).toMatchObject({
        schema: { type: 'object', properties: { value: CHOICE }, required: ['value'] },
      });
      expect(request.messages[1]).toEqual(
        assistant(call('a', 'pick', { args: '{"value":{"x":1}}' }), call('b', 'other')),
      );
      expect(restoration.wrapped).toEqual(new Set(['pick']));
    },
  );

  it('sends strict only with schemas OpenAI can enforce', () => {
    const strict = { type: 'object', properties: { a: {} }, required: ['a'], additionalProperties: false };
    const { request, warnings } = runRepair(
      createTestRequest([user('go')], {
        tools: [tool('good', { strict: true, schema: strict }), tool('bad', { strict: true })],
      }),
      createTestTarget('openai-responses'),
    );
    expect(request.tools).toMatchObject([{ strict: true }, { strict: false }]);
    expect(warnings).toEqual([
      'tools: the schema of bad is not of the kind "strict" demands; it is sent without.',
    ]);
  });

  it('tells Gemini an example in words', () => {
    const examples = { extra: { input_examples: [{ a: 1 }, { a: 2 }], defer_loading: true } };
    const { request } = runRepair(
      createTestRequest([user('go')], { tools: [tool('a', { description: 'D', ...examples })] }),
      createTestTarget('gemini'),
    );
    expect(request.tools).toMatchObject([
      { description: 'D\n\nExample input: {"a":1}', extra: { defer_loading: true } },
    ]);
  });
});
