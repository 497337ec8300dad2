import { describe, expect, it } from 'vitest';
import { connectLine, selectAgent } from './connect-line';

const TARGET = { address: 'http://127.0.0.1:8080', token: 'routex token' };

describe('the client a newcomer is shown', () => {
  it.each([
    [['openai-chat', 'anthropic-messages'], 'claude'],
    [['gemini', 'openai-responses'], 'openai'],
    [['gemini'], 'gemini'],
  ] as const)('for channels of %j is %s', (protocols, agent) => {
    expect(selectAgent(protocols.map((protocol) => ({ protocol, enabled: true })))).toBe(agent);
  });

  it('is one that an enabled channel serves', () => {
    const channels = [
      { protocol: 'anthropic-messages', enabled: false },
      { protocol: 'gemini', enabled: true },
    ] as const;
    expect(selectAgent(channels)).toBe('gemini');
    expect(selectAgent(channels.slice(0, 1))).toBe('claude');
  });
});

describe('the line that points a client at the gateway', () => {
  it('in a POSIX shell', () => {
    expect(connectLine('claude', TARGET, 'linux')).toBe(
      'ANTHROPIC_BASE_URL=http://127.0.0.1:8080 ANTHROPIC_AUTH_TOKEN=$(routex token) claude',
    );
    expect(connectLine('openai', TARGET, 'darwin')).toBe(
      'export OPENAI_BASE_URL=http://127.0.0.1:8080/v1 OPENAI_API_KEY=$(routex token)',
    );
  });

  it('in PowerShell', () => {
    expect(connectLine('gemini', TARGET, 'win32')).toBe(
      "$env:GOOGLE_GEMINI_BASE_URL='http://127.0.0.1:8080'; $env:GEMINI_API_KEY=$(routex token); gemini",
    );
  });
});
