import type { IncomingHttpHeaders } from 'node:http';
import type { ProtocolId } from '#shared/domain/protocol';

/** A request as an agent sends it, with what does not matter to routing left out. */
export interface AgentRequest {
  readonly protocol: ProtocolId;
  readonly model: string;
  readonly headers: IncomingHttpHeaders;
  /** As its gateway token or address says. */
  readonly project?: string;
  readonly body: Readonly<Record<string, unknown>>;
}

type Change = Readonly<Record<string, unknown>>;

const IMAGE = { type: 'base64', media_type: 'image/png', data: 'AAAA' };
export const ANTHROPIC_IMAGE = { type: 'image', source: IMAGE };

const tool = (name: string) => ({ name, description: name, input_schema: { type: 'object' } });

/** A turn of Claude Code of today. */
export function claudeCode(change: Change = {}, headers: IncomingHttpHeaders = {}): AgentRequest {
  const model = 'claude-opus-4-8';
  return {
    protocol: 'anthropic-messages',
    model,
    headers: {
      'user-agent': 'claude-cli/2.1.330 (external, cli)',
      'x-claude-code-session-id': 'session-1',
      ...headers,
    },
    body: {
      model,
      max_tokens: 32_000,
      stream: true,
      system: [{ type: 'text', text: 'x-anthropic-billing-header: cc_version=2.1.330;' }],
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: '<system-reminder>Mind the deploy rules.</system-reminder>' },
            { type: 'text', text: 'Rename the function' },
          ],
        },
      ],
      tools: [tool('Bash'), tool('Read'), tool('mcp__github__create_issue')],
      ...change,
    },
  };
}

export const user = (content: unknown) => ({ messages: [{ role: 'user', content }] });

/** A title that Claude Code asks for. */
export function claudeCodeTitle(): AgentRequest {
  const format = {
    type: 'json_schema',
    schema: { type: 'object', properties: { title: { type: 'string' } } },
  };
  return claudeCode({ tools: [], output_config: { format } });
}

export function codex(change: Change = {}, headers: IncomingHttpHeaders = {}): AgentRequest {
  const model = 'gpt-5.5-codex';
  return {
    protocol: 'openai-responses',
    model,
    headers: { 'user-agent': 'codex_exec/0.169.0 (Linux)', 'session-id': 'thread-1', ...headers },
    body: {
      model,
      stream: true,
      store: false,
      instructions: 'You are Codex.',
      input: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Fix the build' }] }],
      tools: [{ type: 'function', name: 'shell', parameters: { type: 'object' }, strict: false }],
      ...change,
    },
  };
}

export function geminiCli(change: Change = {}): AgentRequest {
  return {
    protocol: 'gemini',
    model: 'gemini-3-pro',
    headers: { 'user-agent': 'GeminiCLI/0.61.0/gemini-3-pro (linux; x64)' },
    body: {
      contents: [{ role: 'user', parts: [{ text: 'Explain the test' }] }],
      tools: [{ functionDeclarations: [{ name: 'read_file', parameters: { type: 'OBJECT' } }] }],
      ...change,
    },
  };
}

export function openCode(change: Change = {}, headers: IncomingHttpHeaders = {}): AgentRequest {
  const model = 'gpt-5.5-mini';
  return {
    protocol: 'openai-chat',
    model,
    headers: { 'user-agent': 'opencode/1.18.33', 'x-session-id': 'ses_1', ...headers },
    body: {
      model,
      stream: true,
      messages: [{ role: 'user', content: 'Write a test' }],
      tools: [{ type: 'function', function: { name: 'edit', parameters: { type: 'object' } } }],
      ...change,
    },
  };
}
