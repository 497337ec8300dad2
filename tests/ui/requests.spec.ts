import { describe, expect, it } from 'vitest';
import { failWith } from '#tests/support/fake-provider/index';
import { openDashboard } from './support/open-dashboard';

describe('requests', () => {
  it('appear as they finish, on both pages, without a reload', async () => {
    const dashboard = await openDashboard();
    const { page } = dashboard;
    await page.getByText('Requests appear here as they finish.').waitFor();
    await dashboard.ask();
    await page.getByRole('row', { name: /claude-opus-4-8/ }).waitFor();
    await page
      .getByRole('region', { name: 'Cost' })
      .getByText(/^\$0\.\d+$/)
      .waitFor();
    await dashboard.go('/requests');
    await dashboard.ask({ model: 'another-model' });
    await page.getByRole('row', { name: /another-model/ }).waitFor();
  });

  it('are narrowed by chips that come off again, and keep it in the address', async () => {
    const dashboard = await openDashboard();
    const { page } = dashboard;
    await dashboard.ask();
    await dashboard.ask({ model: 'another-model' });
    await dashboard.go('/requests');
    await page.getByRole('row', { name: /another-model/ }).waitFor();
    await page.getByRole('searchbox', { name: 'Model' }).fill('another-model');
    await page.keyboard.press('Enter');
    await page.getByRole('row', { name: /claude-opus/ }).waitFor({ state: 'detached' });
    await page.reload();
    await page.getByRole('row', { name: /another-model/ }).waitFor();
    await page.getByRole('button', { name: 'Model another-model' }).click();
    await page.getByRole('row', { name: /claude-opus/ }).waitFor();
  });

  it('tell every attempt, its reason and how it ended', async () => {
    const dashboard = await openDashboard();
    const { page, gateway, provider } = dashboard;
    await gateway.addChannel({
      name: 'Spare',
      protocol: 'anthropic-messages',
      baseUrl: provider.url,
      priority: 10,
      credentials: [{ kind: 'key', secret: 'fake-key-of-the-channel' }],
    });
    provider.behave(failWith('overloaded'), { times: 1 });
    expect(await dashboard.ask()).toBe(200);
    await dashboard.go('/requests');
    await page.getByRole('row', { name: /After failover/ }).click();
    const panel = page.getByRole('dialog');
    await panel.getByText('Spare').waitFor();
    expect(await panel.getByRole('listitem').filter({ hasText: 'priority' }).count()).toBe(2);
    await panel.getByText('priority 50, model any', { exact: true }).waitFor();
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
  });

  it('are a long list of which only a part is in the page', async () => {
    const dashboard = await openDashboard();
    const { page } = dashboard;
    for (let asked = 0; asked < 130; asked += 10) {
      await Promise.all(Array.from({ length: 10 }, () => dashboard.ask()));
    }
    await dashboard.go('/requests');
    const rows = page.getByRole('row');
    await rows.nth(5).waitFor();
    expect(await rows.count()).toBeLessThan(100);
    const list = page.getByRole('region', { name: 'Finished requests, newest first' });
    await list.evaluate((element) => void (element.scrollTop = element.scrollHeight));
    await page.getByText('That is all.').waitFor();
    expect(await rows.count()).toBeLessThan(100);
  });
});
