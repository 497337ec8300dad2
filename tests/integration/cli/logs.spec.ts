import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startFakeProvider } from '#tests/support/fake-provider/index';
import { createHome, runCli, runJson, startServe } from './run-cli';

const KEY = 'fake-key-0000000000000001';
const MODEL = 'gpt-fake';

interface Listed {
  readonly id: string;
}

/** A running gateway that has stored one request with its bodies. */
async function serveOneRequest() {
  const provider = await startFakeProvider({ key: KEY });
  onTestFinished(() => provider.close());
  const home = createHome();
  writeFileSync(join(home, 'config.json'), JSON.stringify({ bodies: { store: true } }));
  const add = ['channel', 'add', '--protocol', 'openai-chat', '--base-url', `${provider.url}/v1`];
  await runJson([...add, '--name', 'Mine', '--key-stdin'], { home, input: KEY });
  const { line } = await startServe({ home });
  await fetch(`${line.address}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${line.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: MODEL, messages: [{ role: 'user', content: 'Hello' }] }),
  });
  const list = async () => (await runJson(['logs'], { home })) as Listed[];
  await expect.poll(list).toHaveLength(1);
  const [first] = await list();
  return { home, provider, id: first?.id ?? '' };
}

it('requests are listed, shown with what was said, sent again and explained', async () => {
  const { home, provider, id } = await serveOneRequest();
  const told = await runCli(['logs'], { home });
  expect(told.stdout).toMatch(/^TIME +ID +MODEL +CHANNEL/);
  expect(told.stdout).toContain(id);
  expect(await runJson(['logs', '--channel', 'mine', '--model', MODEL], { home })).toMatchObject([{ id }]);
  expect(await runJson(['logs', '--search', 'MINE'], { home })).toMatchObject([{ id }]);
  expect(await runJson(['logs', '--search', 'nothing of it'], { home })).toEqual([]);
  expect(await runJson(['logs', '--outcome', 'failed'], { home })).toEqual([]);
  expect((await runCli(['logs', '--limit', '0'], { home })).code).toBe(2);

  expect((await runCli(['logs', id], { home })).stdout).toContain('priority 50');
  const shown = await runCli(['logs', id, '--bodies'], { home });
  expect(JSON.parse(shown.stdout)).toMatchObject({ id, bodies: { attempts: [{ channelName: 'Mine' }] } });
  expect(shown.stdout).not.toContain(KEY);
  expect(await runCli(['logs', 'req_nobody'], { home })).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('req_nobody'),
  });

  const again = (await runJson(['replay', id, '--model', 'gpt-other'], { home })) as Listed;
  expect(provider.requests.at(-1)?.model).toBe('gpt-other');
  await expect.poll(async () => (await runCli(['logs', again.id], { home })).code).toBe(0);
  expect(await runJson(['explain', '--request', id], { home })).toMatchObject({
    targets: [{ channelName: 'Mine', upstreamModel: MODEL }],
  });
  expect((await runCli(['explain'], { home })).stderr).toContain('--request');
});
