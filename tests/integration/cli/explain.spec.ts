import { describe, expect, it } from 'vitest';
import { createHome, runCli, runJson, startServe } from './run-cli';

const KEY = 'fake-key-0000000000000001';
const REQUEST = JSON.stringify({ model: 'm', messages: [{ role: 'user', content: '```ts\nlet a;\n```' }] });
const EXPLAIN = ['explain', '--from', 'openai-chat'];

async function createHomeWithChannel(): Promise<string> {
  const home = createHome();
  const add = ['channel', 'add', '--protocol', 'openai-chat', '--base-url', 'http://127.0.0.1:9'];
  await runJson([...add, '--name', 'Mine', '--key-stdin'], { home, input: KEY });
  return home;
}

describe.each([
  ['beside a running gateway', true],
  ['without a running gateway', false],
])('explain %s', (_, running) => {
  it('shows what is known of a request and where it would go', async () => {
    const home = await createHomeWithChannel();
    if (running) await startServe({ home });
    const header = 'User-Agent: opencode/1.18.33';
    const options = { home, input: REQUEST };
    const args = [...EXPLAIN, '--header', header, '--project', 'shop', '-'];
    expect(await runJson(args, options)).toMatchObject({
      facts: { client: 'opencode', project: 'shop', scenarios: expect.arrayContaining(['code']) },
      targets: [{ channelName: 'Mine', upstreamModel: 'm' }],
      refusal: null,
    });
    const told = await runCli(args, options);
    expect(told).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^CHANNEL +MODEL +REASON\nMine +m +priority 50/m),
    });
    expect(told.stdout).not.toContain(KEY);
  });
});

describe('explain', () => {
  it('says what is missing on the command line', async () => {
    const home = createHome();
    const wrong = await runCli([...EXPLAIN, '--header', 'no colon', '-'], { home, input: REQUEST });
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('--header') });
    const nameless = await runCli([...EXPLAIN, '-'], { home, input: '{}' });
    expect(nameless).toMatchObject({ code: 2, stderr: expect.stringContaining('--model') });
  });
});
