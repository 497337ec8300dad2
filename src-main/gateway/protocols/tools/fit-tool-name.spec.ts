import { describe, expect, it } from 'vitest';
import { createTestTarget } from '../repair/testing/create-test-target';
import { fitToolName } from './fit-tool-name';

const MCP = `mcp__files.${'a'.repeat(79)}`;

describe('fitToolName', () => {
  it('case 16: a dotted name of 90 characters becomes a legal short one that is always the same', () => {
    const target = createTestTarget('openai-chat');
    expect(MCP).toHaveLength(90);
    expect(fitToolName(MCP, target)).toMatch(/^mcp__files_a{46}_[0-9a-f]{6}$/);
    expect(fitToolName(MCP, target)).toBe(fitToolName(MCP, target));
  });

  it('tells names apart that differ only in what is not allowed', () => {
    const target = createTestTarget('openai-responses');
    expect(fitToolName('read.file', target)).not.toBe(fitToolName('read:file', target));
  });

  it('leaves legal names as they are, up to the limit of the provider', () => {
    const name = 'a'.repeat(100);
    expect(fitToolName(name, createTestTarget('anthropic-messages', { official: true }))).toBe(name);
    expect(fitToolName(name, createTestTarget('anthropic-messages'))).toHaveLength(64);
    expect(fitToolName('read-File_2', createTestTarget('openai-chat'))).toBe('read-File_2');
  });

  it.each([
    ['ns:read.file', /^ns:read\.file$/],
    ['1st', /^_1st_[0-9a-f]{6}$/],
    ['-x', /^_-x_[0-9a-f]{6}$/],
    ['读取', /^__[_]*_[0-9a-f]{6}$/],
    ['', /^__[0-9a-f]{6}$/],
  ])("begins %j as Google's names begin", (name, expected) => {
    expect(fitToolName(name, createTestTarget('gemini'))).toMatch(expected);
  });
});
