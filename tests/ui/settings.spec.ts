import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openDashboard } from './support/open-dashboard';

describe('settings', () => {
  it('are saved at once, and taken back', async () => {
    const { page, gateway } = await openDashboard();
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByLabel('Log level').selectOption('debug');
    await page.getByText('Saved.').waitFor();
    expect(await gateway.api('GET', '/settings')).toMatchObject({ settings: { logLevel: 'debug' } });
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Saved.').waitFor();
    await page.getByLabel('Silence inside an answer').fill('12.5');
    await page.keyboard.press('Enter');
    await page.getByText('Saved.').first().waitFor();
    await page.reload();
    expect(await page.getByLabel('Silence inside an answer').inputValue()).toBe('12.5');
  });

  it('a gateway token is added, shown only when asked to, and deleted; the last one stays', async () => {
    const { page, gateway } = await openDashboard();
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('textbox', { name: 'Name of a new token' }).fill('Laptop');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('button', { name: 'Show Laptop in full' }).click();
    const shown = await page.getByText(/^rtx_/).innerText();
    const answer = await fetch(`${gateway.url}/v1/models`, { headers: { authorization: `Bearer ${shown}` } });
    expect(answer.status).toBe(200);
    await page.getByRole('button', { name: 'Delete Laptop' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('button', { name: 'Show Laptop in full' }).waitFor({ state: 'detached' });
    await page
      .getByRole('button', { name: /^Delete/ })
      .first()
      .click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByText(/last gateway token in use/).waitFor();
  });

  it('are saved to a file and restored from it, with what would change shown before', async () => {
    const { page, gateway } = await openDashboard();
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByText('With keys and tokens').click();
    await page.getByLabel('Password', { exact: true }).fill('a fake password');
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save to a file' }).click();
    const path = await (await downloading).path();
    expect(readFileSync(path, 'utf8')).not.toContain('fake-key-of-the-channel');

    const [channel] = (await gateway.api('GET', '/channels')) as { id: string }[];
    await gateway.api('DELETE', `/channels/${channel?.id}`);
    await page.locator('input[type=file]').setInputFiles(path);
    await page.getByLabel(/^Password of/).fill('a wrong password');
    await page.getByRole('button', { name: 'Open' }).click();
    await page.getByText(/does not open this file/).waitFor();
    await page.getByLabel(/^Password of/).fill('a fake password');
    await page.getByRole('button', { name: 'Open' }).click();
    await page.getByText('Channel Main: added').waitFor();
    await page.getByRole('button', { name: 'Restore this' }).click();
    await page.getByText('Restored.').waitFor();
    expect(await gateway.api('GET', '/channels')).toMatchObject([
      { name: 'Main', credentials: [{ hasKey: true }] },
    ]);
  });

  it('a price for a model nobody knows counts from the next request on, in the currency that is chosen', async () => {
    const dashboard = await openDashboard();
    const { page, gateway } = dashboard;
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByLabel('Model (* for any part)').fill('nobody-knows-*');
    await page.getByLabel('Input', { exact: true }).fill('100000');
    await page.getByLabel('Output', { exact: true }).fill('0');
    await page.getByRole('button', { name: 'Set price' }).click();
    await page.getByRole('button', { name: 'Remove the price of nobody-knows-*' }).waitFor();
    await page.getByRole('searchbox', { name: 'Published prices' }).fill('claude-opus');
    await page.getByText('claude-opus', { exact: false }).first().waitFor();
    await page.getByLabel('Show amounts in').fill('cny');
    await page.keyboard.press('Enter');
    await page.getByLabel('CNY for one US dollar').fill('7');
    await page.keyboard.press('Enter');
    await expect
      .poll(() => gateway.api('GET', '/settings'))
      .toMatchObject({ settings: { money: { currency: 'CNY', rates: [{ currency: 'CNY', perUsd: 7 }] } } });
    await dashboard.ask({ model: 'nobody-knows-one' });
    await dashboard.go('/requests');
    await page.getByRole('row', { name: /nobody-knows-one.*CN¥\d/ }).waitFor();
  });
});
