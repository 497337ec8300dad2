import { expect, it } from 'vitest';
import type { Channel } from '#shared/domain/channel';
import { failWith, startFakeProvider, type Misbehaviour } from '#tests/support/fake-provider/index';
import { createHome, runCli, runJson, startServe } from './run-cli';

const addHeaders = (added: Record<string, string>): Misbehaviour => ({
  name: 'addHeaders',
  change: (answer) => ({ ...answer, headers: { ...answer.headers, ...added } }),
});

const KEY = 'fake-key-0000';

it('shows that a channel waits, until when and why, and asks it again on request', async () => {
  const home = createHome();
  const provider = await startFakeProvider({ key: KEY });
  try {
    const { line } = await startServe({ home });
    const address = ['--protocol', 'openai-chat', '--base-url', provider.url];
    await runCli(['channel', 'add', '--name', 'Slow', ...address, '--key-stdin'], { home, input: KEY });
    const chat = (): Promise<Response> =>
      fetch(`${line.address}/v1/chat/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${line.token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'Hello' }] }),
      });
    const show = async (): Promise<Channel | undefined> =>
      (await runJson<Channel[]>(['channel', 'list'], { home }))[0];

    expect(await show()).toMatchObject({ health: { state: 'active', until: null, lastError: null } });
    provider.behave(failWith('rate_limit', { headers: { 'retry-after': '3600' } }), { times: 1 });
    const before = Date.now();
    expect((await chat()).status).toBe(429);

    const channel = await show();
    expect(channel?.health).toMatchObject({ state: 'cooling', lastError: { kind: 'rate_limit' } });
    expect((channel?.health.until ?? 0) - before).toBeGreaterThan(3_590_000);
    expect(JSON.stringify(channel)).not.toContain(KEY);
    expect((await runCli(['channel', 'list'], { home })).stdout).toMatch(/waits until .*\d:\d\d/);
    const inChinese = await runCli(['channel', 'list'], { home, env: { LANG: 'zh_CN.UTF-8' } });
    expect(inChinese.stdout).toMatch(/等待至 .*\d:\d\d/);

    expect(await runCli(['channel', 'reset', 'slow'], { home })).toMatchObject({
      code: 0,
      stdout: 'Channel “Slow” is asked again from now on.\n',
    });
    expect(await show()).toMatchObject({ health: { state: 'active', lastError: null } });
    expect(await runCli(['channel', 'reset', 'nobody'], { home })).toMatchObject({ code: 1 });

    provider.behave(
      addHeaders({
        'x-ratelimit-limit-requests': '50',
        'x-ratelimit-remaining-requests': '0',
        'x-ratelimit-reset-requests': '6m0s',
      }),
      { times: 1 },
    );
    expect((await chat()).status).toBe(200);
    expect(await show()).toMatchObject({
      health: { state: 'cooling', lastError: null, quota: [{ kind: 'requests', limit: 50, remaining: 0 }] },
    });
    for (const command of [['channel', 'list'], ['status']]) {
      expect((await runCli(command, { home })).stdout).toMatch(
        /waits until .*\d:\d\d.*, 0% of requests left/,
      );
    }
  } finally {
    await provider.close();
  }
});
