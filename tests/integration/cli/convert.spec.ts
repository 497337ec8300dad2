import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ConversionPreview } from '#shared/domain/conversion-preview';
import { createHome, runCli, runJson, startServe, type CliOptions } from './run-cli';

const KEY = 'fake-key-0000000000000001';
const CHAT = { model: 'client-model', messages: [{ role: 'user', content: 'Hello' }] };
const GEMINI = { contents: [{ role: 'user', parts: [{ text: 'Hello' }] }] };
const ANSWER = {
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model: 'upstream-model',
  content: [{ type: 'text', text: 'Hi' }],
  stop_reason: 'end_turn',
  usage: { input_tokens: 3, output_tokens: 4 },
};
const FROM_CHAT = ['convert', '--from', 'openai-chat', '--to', 'anthropic-messages'];

function writeInput(home: string, name: string, content: unknown): string {
  const path = join(home, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

describe.each([
  ['beside a running gateway', true],
  ['without a running gateway', false],
])('convert %s', (_, running) => {
  it('shows what a channel would be sent and what its client would get, without the key', async () => {
    const home = createHome();
    if (running) await startServe({ home });
    const options: CliOptions = { home };
    const add = ['channel', 'add', '--protocol', 'anthropic-messages', '--base-url', 'http://127.0.0.1:9'];
    await runJson([...add, '--name', 'Mine', '--map', '*=upstream-model', '--key-stdin'], {
      ...options,
      input: KEY,
    });
    const request = writeInput(home, 'request.json', CHAT);
    const response = writeInput(home, 'response.json', ANSWER);
    const args = ['convert', '--from', 'openai-chat', '--to', 'mine', '--response', response, request];

    const preview = await runJson<ConversionPreview>(args, options);
    expect(preview).toMatchObject({
      forwarding: 'converted',
      request: { protocol: 'anthropic-messages', path: '/v1/messages', body: { model: 'upstream-model' } },
      response: { status: 200, complete: true, body: { choices: [{ message: { content: 'Hi' } }] } },
      warnings: [],
    });
    const told = await runCli(args, options);
    expect(told).toMatchObject({ code: 0, stderr: expect.stringContaining('The request is converted.\n') });
    expect(told.stdout).toMatch(
      /^POST \/v1\/messages\ncontent-type: [^]*\n\n\{\n {2}"model": "upstream-model",[^]*\n\}\n\nHTTP 200\n\n\{\n[^]*\}\n$/,
    );
    for (const text of [JSON.stringify(preview), told.stdout, told.stderr]) expect(text).not.toContain(KEY);
  });
});

describe('convert', () => {
  it('reads standard input, names another model, and warns of what is lost', async () => {
    const input = `\ufeff${JSON.stringify({ ...CHAT, logit_bias: { '1': 5 } })}`;
    const told = await runCli([...FROM_CHAT, '--model', 'mine', '-'], { home: createHome(), input });
    expect(told).toMatchObject({ code: 0, stdout: expect.stringContaining('"model": "mine"') });
    expect(told.stderr).toMatch(/^Warning: .*logit_bias/m);
    expect(told.stderr).toMatch(/^Input tokens, estimated: \d+$/m);
  });

  it('takes a file that is no JSON for a stream', async () => {
    const home = createHome();
    const stream = `data: ${JSON.stringify({ candidates: [{ content: { parts: [{ text: 'Hi' }] } }] })}\n\n`;
    const response = writeInput(home, 'stream.txt', stream);
    const input = JSON.stringify({ ...CHAT, stream: true });
    const args = ['convert', '--from', 'openai-chat', '--to', 'gemini', '--response', response, '-'];
    const preview = await runJson<ConversionPreview>(args, { home, input });
    expect(preview.response).toMatchObject({
      status: 200,
      complete: false,
      stream: expect.stringContaining('"content":"Hi"'),
    });
    const told = await runCli(args, { home, input, env: { LANG: 'zh_CN.UTF-8' } });
    expect(told.stderr).toContain('请求会被转换。\n');
    expect(told.stderr).toContain('回答不完整，客户端会得知这一点。\n');
  });

  it('lets a Gemini request say in options what stands in its path', async () => {
    const home = createHome();
    const args = ['convert', '--from', 'gemini', '--to', 'gemini', '-'];
    const input = JSON.stringify(GEMINI);
    const nameless = await runCli(args, { home, input });
    expect(nameless).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('--model') });
    const preview = await runJson<ConversionPreview>([...args, '--model', 'g-1', '--stream'], {
      home,
      input,
    });
    expect(preview).toMatchObject({
      forwarding: 'unchanged',
      request: { path: '/v1beta/models/g-1:streamGenerateContent?alt=sse', body: GEMINI },
    });
  });

  it.each([
    [
      'a field that is wrong',
      { ...CHAT, messages: 'x' },
      /^The request is not valid in its protocol: messages.*\n$/,
    ],
    ['what no other protocol has', { ...CHAT, n: 2 }, /^The request cannot be converted: n:.*\n$/],
    ['no JSON', '{"model"', /^- holds no JSON object\.\n$/],
    ['no object', [], /^- holds no JSON object\.\n$/],
  ])('refuses %s in one line with exit code 2', async (_, content, message) => {
    const input = typeof content === 'string' ? content : JSON.stringify(content);
    const refused = await runCli([...FROM_CHAT, '-'], { home: createHome(), input });
    expect(refused).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(message) });
  });

  it('says which file cannot be read, and which channel is not there', async () => {
    const home = createHome();
    const missing = await runCli([...FROM_CHAT, join(home, 'nothing.json'), '--json'], { home });
    expect(missing.code).toBe(1);
    expect(JSON.parse(missing.stdout)).toMatchObject({ error: { code: 'FILE_UNREADABLE' } });
    const nobody = ['convert', '--from', 'openai-chat', '--to', 'nobody', '-', '--json'];
    const unknown = await runCli(nobody, { home, input: JSON.stringify(CHAT) });
    expect(unknown.code).toBe(1);
    expect(JSON.parse(unknown.stdout)).toMatchObject({ error: { code: 'NOT_FOUND' } });
  });

  it.each([
    [['convert', '-']],
    [['convert', '--from', 'openai-chat', '-']],
    [['convert', '--from', 'openai-chat', '--to', 'gemini']],
    [['convert', '--from', 'smtp', '--to', 'gemini', '-']],
    [[...FROM_CHAT, '--response', '-', '-']],
  ])('%j is a wrong command line', async (args) => {
    const refused = await runCli(args, { home: createHome(), input: '{}' });
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr.trim().split('\n')).toHaveLength(1);
  });
});
