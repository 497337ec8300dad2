import { describe, expect, it } from 'vitest';
import { toRequestBody } from '../request-body';
import { addBodySession, describeClient } from './describe-client';

describe('who calls', () => {
  it.each([
    ['claude-cli/2.1.330 (external, sdk-cli)', 'claude-code', '2.1.330'],
    ['codex_exec/0.169.0 (Debian 12; x86_64)', 'codex', '0.169.0'],
    ['codex_cli_rs/0.169.0', 'codex', '0.169.0'],
    ['GeminiCLI/0.61.0/gemini-x (linux; x64)', 'gemini-cli', '0.61.0'],
    ['opencode/1.18.33 ai-sdk/anthropic', 'opencode', '1.18.33'],
    ['Anthropic/JS 1.12.0', 'sdk', '1.12.0'],
    ['OpenAI/JS 7.57.0', 'sdk', '7.57.0'],
    ['google-genai-sdk/3.1.0 gl-node/v24', 'sdk', '3.1.0'],
    ['curl/8.0', 'other', null],
    ['', 'other', null],
  ])('%s → %s', (userAgent, kind, version) => {
    expect(describeClient({ 'user-agent': userAgent })).toMatchObject({ kind, version });
  });

  it('names the fact a session was recognised by, the most reliable first', () => {
    expect(describeClient({ 'x-claude-code-session-id': 'a', 'x-session-id': 'b' })).toMatchObject({
      sessionId: 'a',
      sessionSource: 'header:x-claude-code-session-id',
    });
    expect(describeClient({ 'session-id': 'c' })).toMatchObject({ sessionSource: 'header:session-id' });
    expect(describeClient({})).toMatchObject({ sessionId: null, sessionSource: null });
  });

  it.each([
    ['thread-id', 'codex_exec/0.169.0'],
    ['x-session-affinity', 'opencode/1.18.33'],
  ])('knows a conversation by %s alone', (name, userAgent) => {
    expect(describeClient({ 'user-agent': userAgent, [name]: 't' })).toMatchObject({
      sessionId: 't',
      sessionSource: `header:${name}`,
    });
  });

  it('takes the session from the body only where no header names one', () => {
    const plainBody = toRequestBody(Buffer.from('{"user_id":"user_1_account__session_b"}'));
    const request = { plainBody, metadataStart: 0 };
    expect(addBodySession(describeClient({}), request)).toMatchObject({
      sessionId: 'b',
      sessionSource: 'body:metadata.user_id',
    });
    const named = describeClient({ 'x-claude-code-session-id': 'a' });
    expect(addBodySession(named, request)).toBe(named);
    const unnamed = describeClient({});
    expect(addBodySession(unnamed, { ...request, metadataStart: null })).toBe(unnamed);
  });

  it('does not store a session id of any length', () => {
    expect(describeClient({ 'x-session-id': 'x'.repeat(5000) }).sessionId).toHaveLength(200);
  });
});
