import { describe, expect, it } from 'vitest';
import type { OutputFormat } from '../canonical/request';
import { createTestRequest, tool, user } from './testing/create-test-request';
import { createTestTarget } from './testing/create-test-target';
import { runRepair } from './testing/run-repair';

const SCHEMA = { type: 'object', properties: { a: { type: 'string', minLength: 1 } } };
const format: OutputFormat = { type: 'schema', name: null, schema: SCHEMA, strict: true };

const repair = (
  target: Parameters<typeof runRepair>[1],
  rest: Parameters<typeof createTestRequest>[1] = {},
) => runRepair(createTestRequest([user('go')], { format, ...rest }), target);

describe('fitFormat', () => {
  it('asks by a tool that must be called where there is nothing else', () => {
    const { request, restoration, warnings } = repair(createTestTarget('anthropic-messages'));
    expect(request.format).toEqual({ type: 'text' });
    expect(request.tools).toEqual([
      { type: 'function', name: 'rx_output', description: 'Gives the answer.', schema: SCHEMA },
    ]);
    expect(request.toolChoice).toEqual({ mode: 'named', name: 'rx_output' });
    expect(restoration.outputTool).toBe('rx_output');
    expect(warnings).toEqual([]);
  });

  it.each([
    [createTestTarget('anthropic-messages'), { tools: [tool('a')] }],
    [createTestTarget('openai-chat', { structured: 'prompt' }), {}],
  ])('asks in words where real tools or the channel leave no other way (%#)', (target, rest) => {
    const { request, restoration, warnings } = repair(target, { system: [{ text: 'S' }], ...rest });
    expect(request.format).toEqual({ type: 'text' });
    expect(request.system).toEqual([
      { text: 'S' },
      {
        text: `Reply with one JSON value and nothing else. It must satisfy this JSON Schema:\n${JSON.stringify(SCHEMA)}`,
      },
    ]);
    expect(restoration.outputTool).toBeNull();
    expect(warnings).toHaveLength(1);
  });

  it('writes the schema in the dialect of a target that takes one', () => {
    expect(
      repair(createTestTarget('anthropic-messages', { structured: 'native' })).request.format,
    ).toMatchObject({
      schema: {
        type: 'object',
        properties: { a: { type: 'string', description: '{minLength: 1}' } },
        additionalProperties: false,
      },
    });
    expect(repair(createTestTarget('gemini')).request.format).toMatchObject({
      schema: { type: 'object', properties: { a: { type: 'string' } } },
    });
    const { request, warnings } = repair(createTestTarget('openai-responses'));
    expect(request.format).toEqual({ type: 'schema', name: 'output', schema: SCHEMA, strict: false });
    expect(warnings).toHaveLength(1);
  });

  it('makes a name OpenAI takes', () => {
    const named = { ...format, strict: false, name: 'my schéma!' };
    expect(repair(createTestTarget('openai-chat'), { format: named }).request.format).toMatchObject({
      name: 'my_sch_ma_',
    });
  });

  it('asks Anthropic for any JSON in words, others by their own switch', () => {
    const json = { format: { type: 'json' } } as const;
    const { request, warnings } = repair(
      createTestTarget('anthropic-messages', { structured: 'native' }),
      json,
    );
    expect(request.system).toEqual([{ text: 'Reply with one JSON value and nothing else.' }]);
    expect(warnings).toHaveLength(1);
    expect(repair(createTestTarget('openai-chat'), json).request.format).toEqual({ type: 'json' });
    expect(repair(createTestTarget('gemini'), json).request.format).toEqual({ type: 'json' });
  });
});
