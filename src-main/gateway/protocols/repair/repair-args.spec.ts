import { describe, expect, it } from 'vitest';
import { assistant, call, result, user } from './testing/create-test-request';
import { createTestTarget } from './testing/create-test-target';
import { runRepair } from './testing/run-repair';

const convert = (args: string, protocol: Parameters<typeof createTestTarget>[0]): [unknown, number] => {
  const { messages, warnings } = runRepair(
    [user('go'), assistant(call('a', 'read', { args })), user(result('a'))],
    createTestTarget(protocol),
  );
  const part = messages[1]?.parts[0];
  return [part?.type === 'toolCall' ? part.args : null, warnings.length];
};

describe('repairArgs', () => {
  it.each([
    ['{"a": 1}', '{"a": 1}', 0],
    ['{"a": 1,}', '{"a": 1}', 0],
    ["{'a': 'b'}", '{"a": "b"}', 0],
    ['{"cmd": "ls -', '{"_raw":"{\\"cmd\\": \\"ls -"}', 1],
    ['ls -l', '{"_raw":"ls -l"}', 1],
    ['[1]', '{"_raw":"[1]"}', 1],
    ['"{\\"a\\":1}"', '{"a":1}', 0],
    ['null', '', 0],
    [' ', '', 0],
    ['', '', 0],
  ])(
    'case 12: arguments %j are repaired or kept as _raw for Anthropic and Gemini',
    (args, expected, warnings) => {
      expect(convert(args, 'anthropic-messages')).toEqual([expected, warnings]);
      expect(convert(args, 'gemini')).toEqual([expected, warnings]);
    },
  );

  it.each(['{"a": 1,}', 'ls -l', '', '"x"'])('case 12: OpenAI gets %j as the model wrote it', (args) => {
    expect(convert(args, 'openai-chat')).toEqual([args, 0]);
    expect(convert(args, 'openai-responses')).toEqual([args, 0]);
  });
});
