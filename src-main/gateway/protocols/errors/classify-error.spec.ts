import { ERROR_KINDS, type ErrorKind } from '#shared/domain/error-kind';
import { describe, expect, it } from 'vitest';
import { classifyError } from './classify-error';

type Case = readonly [status: number | null, names: readonly string[], text: string, kind: ErrorKind];
const INVALID = ['invalid_request_error'];

const CASES: readonly Case[] = [
  // Names
  [400, ['invalid_request_error', 'context_length_exceeded'], '', 'context_length'],
  [429, ['insufficient_quota'], 'You exceeded your current quota', 'billing'],
  [429, ['RESOURCE_EXHAUSTED'], 'You exceeded your current quota, check your billing details', 'rate_limit'],
  [429, ['Throttling.AllocationQuota'], 'Allocated quota exceeded', 'rate_limit'],
  [400, ['INVALID_ARGUMENT', 'API_KEY_INVALID'], 'API key not valid.', 'auth'],
  [500, ['overloaded_error'], '', 'overloaded'],
  [400, ['__proto__', 'constructor'], '', 'invalid_request'],
  // Status
  [400, [], '', 'invalid_request'],
  [401, INVALID, 'x', 'auth'],
  [402, ['unknown_error'], 'Insufficient Balance', 'billing'],
  [403, [], 'x', 'permission'],
  [404, INVALID, 'x', 'not_found'],
  [405, [], '', 'not_found'],
  [408, [], '', 'timeout'],
  [409, [], '', 'conflict'],
  [413, [], '', 'too_large'],
  [418, [], '', 'invalid_request'],
  [422, [], '', 'invalid_request'],
  [424, [], '', 'server_error'],
  [429, [], '', 'rate_limit'],
  [498, [], '', 'overloaded'],
  [500, [], '', 'server_error'],
  [502, [], '', 'server_error'],
  [503, ['server_error'], '', 'overloaded'],
  [504, [], '', 'timeout'],
  [520, [], '', 'server_error'],
  [524, [], '', 'timeout'],
  [529, [], '', 'overloaded'],
  // Text, where the status leaves it open
  [400, INVALID, 'prompt is too long: 210000 tokens > 200000 maximum', 'context_length'],
  [400, INVALID, "This model's maximum context length is 8192 tokens.", 'context_length'],
  [400, ['INVALID_ARGUMENT'], 'The input token count (1200000) exceeds the maximum', 'context_length'],
  [500, [], 'the request exceeds the available context size', 'context_length'],
  [413, ['request_too_large_'], 'Prompt is too long', 'context_length'],
  [400, INVALID, 'Your credit balance is too low to access the Anthropic API.', 'billing'],
  [429, [], 'Insufficient balance or no resource package', 'billing'],
  [429, ['1113'], '余额不足或无可用资源包,请充值。', 'billing'],
  [403, [], 'Your team has used all available credits', 'billing'],
  [403, [], 'Insufficient_quota', 'billing'],
  [400, [], 'Invalid API key provided', 'auth'],
  [400, INVALID, 'Output blocked by content filtering policy', 'content_policy'],
  [400, [], 'The model `gpt-9` does not exist', 'not_found'],
  [400, INVALID, 'Unknown model: x', 'not_found'],
  [500, [], 'Too many requests', 'rate_limit'],
  [null, [], 'Rate limit reached for TPM', 'rate_limit'],
  [null, [], 'The engine is currently overloaded', 'overloaded'],
  [500, [], 'System is busy, please try again later', 'overloaded'],
  [null, [], 'x', 'server_error'],
  // Words that are not about the account or the load
  [400, INVALID, 'tools.0: credit_check: invalid schema', 'invalid_request'],
  [400, [], 'Unknown tool credit_check', 'invalid_request'],
  [400, INVALID, 'tools.3.name: quota_report is not unique', 'invalid_request'],
  [400, INVALID, 'tool rate_limit is busy at capacity', 'invalid_request'],
  [400, [], 'Unsupported parameter: rate_limit', 'invalid_request'],
  [422, ['extra_forbidden'], 'body.rate_limit: Extra inputs are not permitted', 'invalid_request'],
  [404, [], 'insufficient balance', 'not_found'],
];

describe('classifyError', () => {
  it.each(CASES)('%s %j "%s" is %s', (status, names, text, kind) => {
    expect(classifyError({ status, names, text })).toBe(kind);
  });

  it('knows a kind for every status', () => {
    for (let status = 100; status < 1000; status += 1) {
      expect(ERROR_KINDS).toContain(classifyError({ status, names: [], text: '' }));
    }
  });
});
