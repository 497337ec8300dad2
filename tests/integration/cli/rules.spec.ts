import { describe, expect, it } from 'vitest';
import { createHome, runCli, runJson, startServe, type CliOptions } from './run-cli';

interface ShownRule {
  id: string;
  name: string;
  enabled: boolean;
}

async function open(running: boolean): Promise<CliOptions> {
  const home = createHome();
  if (running) await startServe({ home });
  for (const name of ['One', 'Two']) {
    await runJson(
      [
        'channel',
        'add',
        '--protocol',
        'openai-chat',
        '--base-url',
        'http://127.0.0.1:9/v1',
        '--name',
        name,
        '--auth',
        'none',
      ],
      { home },
    );
  }
  return { home };
}

const names = async (options: CliOptions): Promise<string[]> =>
  (await runJson<ShownRule[]>(['rule', 'list'], options)).map(({ name }) => name);

describe.each([
  ['beside a running gateway', true],
  ['without a running gateway', false],
])('rules %s', (_, running) => {
  it('are added, edited, moved, switched and removed by name', async () => {
    const options = await open(running);
    const first = await runJson<ShownRule>(
      ['rule', 'add', 'Long', '--to', 'one,big', '--scenario', 'longContext', '--models', 'a*, b', '--only'],
      options,
    );
    expect(first).toMatchObject({
      enabled: true,
      only: true,
      when: { scenario: 'longContext', models: ['a*', 'b'] },
      targets: [{ channelId: expect.stringMatching(/^ch_/), model: 'big' }],
      hits: 0,
      warning: null,
    });
    await runJson(['group', 'add', 'Both', '--channels', 'Two, One'], options);
    await runJson(['rule', 'add', 'Rest', '--to', 'both', '--disabled'], options);
    await runJson(['rule', 'add', 'Middle', '--to', 'two', '--before', 'rest', '--images', 'no'], options);
    expect(await names(options)).toEqual(['Long', 'Middle', 'Rest']);
    await runJson(['rule', 'move', 'REST', '--first'], options);
    await runJson(['rule', 'move', first.id, '--last'], options);
    await runJson(['rule', 'move', 'Rest', '--before', 'Rest'], options);
    expect(await names(options)).toEqual(['Rest', 'Middle', 'Long']);

    expect(await runJson(['rule', 'enable', 'Rest'], options)).toMatchObject({ enabled: true });
    expect(
      await runJson(['rule', 'edit', 'Long', '--drop', 'models', '--min-tokens', '5', '--no-only'], options),
    ).toMatchObject({ id: first.id, only: false, when: { scenario: 'longContext', minTokens: 5 } });
    expect(await runJson(['rule', 'show', 'Long'], options)).not.toHaveProperty('when.models');

    expect(await runCli(['group', 'remove', 'Both'], options)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Rest'),
    });
    await runJson(['group', 'edit', 'Both', '--name', 'Pair'], options);
    expect(await runJson(['rule', 'show', 'Rest'], options)).toMatchObject({ targets: [{ group: 'Pair' }] });
    expect(await runJson(['rule', 'remove', 'Rest'], options)).toEqual({ id: expect.stringMatching(/^rr_/) });
    expect(await runJson(['group', 'remove', 'pair'], options)).toEqual({ name: 'Pair' });
  });
});

it('a scenario is set, changed in place and switched by its name, before the rule for all', async () => {
  const options = await open(false);
  await runJson(['scenario', 'set', 'default', '--to', 'One'], options);
  const think = await runJson<ShownRule>(['scenario', 'set', 'think', '--to', 'Two,deep'], options);
  expect(await names(options)).toEqual(['think', 'default']);
  expect(await runJson(['scenario', 'set', 'THINK', '--to', 'One'], options)).toMatchObject({ id: think.id });
  expect(await runJson(['scenario', 'disable', 'think'], options)).toMatchObject({ enabled: false });
  expect(await runJson(['scenario', 'list'], options)).toEqual(
    expect.arrayContaining([
      { scenario: 'think', rule: expect.objectContaining({ id: think.id }) },
      { scenario: 'image', rule: null },
    ]),
  );
  const unset = await runCli(['scenario', 'enable', 'image'], options);
  expect(unset).toMatchObject({ code: 1, stderr: expect.stringContaining('scenario set image') });
});

it.each([
  ['--to', ['--to', 'nobody']],
  ['minTokens', ['--to', 'One', '--min-tokens', 'many']],
  ['scenario', ['--to', 'One', '--scenario', 'dreams']],
  ['when.pattern', ['--to', 'One', '--pattern', '(?<=x)y']],
  ['when.maxTokens', ['--to', 'One', '--min-tokens', '5', '--max-tokens', '4']],
  ['when.headers.authorization', ['--to', 'One', '--header', 'Authorization: *']],
  ['--first', ['--to', 'One', '--first', '--last']],
])('a wrong %s is named, and nothing is stored', async (field, flags) => {
  const options = await open(false);
  const refused = await runCli(['rule', 'add', 'New', ...flags], options);
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining(field) });
  expect(await names(options)).toEqual([]);
});

it('changes made at the same time are all kept', async () => {
  const options = await open(true);
  const wanted = ['A', 'B', 'C'];
  await Promise.all(wanted.map((name) => runJson(['rule', 'add', name, '--to', 'One'], options)));
  expect((await names(options)).toSorted()).toEqual(wanted);
});
