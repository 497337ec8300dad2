import { expect, it } from 'vitest';
import type { Channel } from '#shared/domain/channel';
import { createHome, runCli, runJson } from './run-cli';

it('sets a channel’s transformers, for one model too, and takes them away', async () => {
  const home = createHome();
  const address = ['--protocol', 'openai-chat', '--base-url', 'http://127.0.0.1:9/v1'];
  await runCli(['channel', 'add', '--name', 'Mine', ...address], { home });
  const transform = (...args: string[]) => runCli(['channel', 'transform', 'mine', ...args], { home });
  const read = async () =>
    (await runJson<Channel[]>(['channel', 'list'], { home })).map(({ transformers }) => transformers);

  expect(await transform('cleancache', '["maxtoken", {"max_tokens": 5}]')).toMatchObject({
    code: 0,
    stdout: 'Channel “Mine” has 2 transformers.\n',
  });
  await transform('--model', 'm', 'extrathinktag');
  const use = ['cleancache', ['maxtoken', { max_tokens: 5 }]];
  expect(await read()).toEqual([{ use, models: { m: { use: ['extrathinktag'] } } }]);

  for (const wrong of ['nobody', '["maxtoken"', '["maxtoken", {"max_tokens": "many"}]']) {
    const refused = await transform(wrong);
    expect(refused.code, wrong).toBe(2);
    expect(refused.stderr).toContain(wrong);
  }
  await transform('--model', 'm');
  expect(await read()).toEqual([{ use, models: {} }]);
  await transform();
  expect(await read()).toEqual([{ use: [], models: {} }]);
});
