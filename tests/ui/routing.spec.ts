import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CHANNEL_KEY, openDashboard } from './support/open-dashboard';

async function openWithSpare() {
  const dashboard = await openDashboard();
  await dashboard.gateway.addChannel({
    name: 'Spare',
    protocol: 'anthropic-messages',
    baseUrl: dashboard.provider.url,
    priority: 10,
    credentials: [{ kind: 'key', secret: CHANNEL_KEY }],
  });
  await dashboard.page.getByRole('link', { name: 'Routing' }).click();
  return dashboard;
}

describe('routing', () => {
  it('a rule is written, read as a sentence, explained, followed and counted', async () => {
    const dashboard = await openWithSpare();
    const { page, gateway } = dashboard;
    await page.getByRole('button', { name: 'Add rule' }).click();
    const panel = page.getByRole('dialog');
    await panel.getByLabel('Name').fill('Opus elsewhere');
    await panel.getByLabel('Models').fill('claude-opus-*');
    await panel.getByRole('combobox', { name: 'Channel or group' }).selectOption('Spare');
    await panel.getByRole('button', { name: 'Save' }).click();
    await page.getByText('When the model is claude-opus-* → Spare').waitFor();

    await page.getByRole('button', { name: 'Where would it go?' }).click();
    await page.getByText('Opus elsewhere: followed').waitFor();
    await page.getByText('rule "Opus elsewhere", model any').waitFor();

    await dashboard.ask();
    // Records are written a moment after their answer.
    await expect
      .poll(() => gateway.api('GET', '/requests'))
      .toMatchObject({ items: [{ attempts: [{ channelName: 'Spare' }] }] });
    await page.reload();
    await page.getByText('1 hit', { exact: true }).waitFor();
  });

  it('rules change their order by keyboard, are switched off and deleted', async () => {
    const { page, gateway } = await openWithSpare();
    const [first] = (await gateway.api('GET', '/channels')) as { id: string }[];
    const targets = [{ channelId: first?.id }];
    await gateway.api('PUT', '/routing/table', {
      revision: 1,
      groups: [],
      rules: ['One', 'Two'].map((name, index) => ({ id: `rr_000000000000000${index}`, name, targets })),
    });
    const names = () =>
      page
        .getByRole('listitem')
        .getByRole('button', { name: /^(One|Two)$/ })
        .allInnerTexts();
    await page.getByRole('button', { name: 'Two', exact: true }).waitFor();
    await page.getByRole('button', { name: 'Move Two up' }).press('Enter');
    await page.getByRole('button', { name: 'Move Two up', disabled: true }).waitFor();
    expect(await names()).toEqual(['Two', 'One']);
    await page.getByRole('switch', { name: 'One is on' }).click();
    await page.getByRole('button', { name: 'Delete Two' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('button', { name: 'Two', exact: true }).waitFor({ state: 'detached' });
    expect(await gateway.api('GET', '/routing/table')).toMatchObject({
      rules: [{ name: 'One', enabled: false }],
    });
  });

  it('what Routex does by itself is switched off and on', async () => {
    const { page, gateway } = await openWithSpare();
    await page.getByRole('switch', { name: /Images go to models/ }).click();
    await page.getByRole('button', { name: 'Undo' }).waitFor();
    expect(await gateway.api('GET', '/settings')).toMatchObject({ settings: { presets: { image: false } } });
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('switch', { name: /Images go to models/, checked: true }).waitFor();
  });

  it('a group is put together, named by a rule, renamed and not removed while it is named', async () => {
    const { page, gateway } = await openWithSpare();
    await page.getByRole('button', { name: 'Add group' }).click();
    const panel = page.getByRole('dialog');
    await panel.getByLabel('Name').fill('Cheap');
    await panel.getByLabel('Who is asked first').selectOption('by weight');
    const joining = panel.getByRole('combobox', { name: 'Add a channel' });
    await joining.selectOption('Spare');
    await panel.getByRole('button', { name: 'Remove Spare from the group' }).waitFor();
    await joining.selectOption('Main');
    await panel.getByRole('button', { name: 'Remove Main from the group' }).waitFor();
    await panel.getByRole('button', { name: 'Move Spare down' }).click();
    await panel.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: 'Cheap', exact: true }).waitFor();
    expect(await gateway.api('GET', '/routing/table')).toMatchObject({
      groups: [{ name: 'Cheap', strategy: 'weighted', channelIds: [expect.any(String), expect.any(String)] }],
    });

    await page.getByRole('button', { name: 'Add rule' }).click();
    await panel.getByLabel('Name').fill('All');
    await panel.getByRole('combobox', { name: 'Channel or group' }).selectOption('Group Cheap');
    await panel.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Used by All').waitFor();
    await page.getByRole('button', { name: 'Delete Cheap', disabled: true }).waitFor();

    await page.getByRole('button', { name: 'Cheap', exact: true }).click();
    await panel.getByLabel('Name').fill('Cheapest');
    await panel.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Always → Cheapest').waitFor();
  });

  it('strategy and custom router are set where routing is, and a router that fails is told of', async () => {
    const dashboard = await openWithSpare();
    const { page, gateway } = dashboard;
    await page.getByLabel('Among channels of equal priority').selectOption('in turns');
    const file = join(mkdtempSync(join(tmpdir(), 'routex-router-')), 'router.mjs');
    writeFileSync(file, 'export default () => { throw new Error("no idea"); };');
    await page.getByLabel('Custom router').fill(file);
    await page.getByLabel('Custom router').press('Enter');
    await expect
      .poll(() => gateway.api('GET', '/settings'))
      .toMatchObject({ settings: { balancing: 'round-robin', customRouterPath: file } });
    await dashboard.ask();
    await page.reload();
    await page.getByText(/The custom router was left out: .*no idea/).waitFor();
  });
});
