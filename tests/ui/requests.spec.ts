import { describe, expect, it } from 'vitest';
import { failWith } from '#tests/support/fake-provider/index';
import { CHANNEL_KEY, openDashboard } from './support/open-dashboard';

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

  it('are found by a text in their error, model or channel', async () => {
    const dashboard = await openDashboard();
    const { page, provider } = dashboard;
    await dashboard.ask({ model: 'another-model' });
    provider.behave(failWith('invalid_request'), { times: 1 });
    await dashboard.ask();
    await dashboard.go('/requests');
    await page.getByRole('row', { name: /another-model/ }).waitFor();
    const search = page.getByRole('searchbox', { name: /Search/ });
    await search.fill('ANOTHER');
    await page.keyboard.press('Enter');
    await page.getByRole('row', { name: /claude-opus/ }).waitFor({ state: 'detached' });
    await page.getByRole('row', { name: /another-model/ }).waitFor();
    await page.getByRole('button', { name: /ANOTHER/ }).click();
    await search.fill('nothing has this');
    await page.keyboard.press('Enter');
    await page.getByText('No request fits these filters').waitFor();
    await page.getByRole('button', { name: 'Remove all filters' }).click();
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

  it('show what was said only when it is stored and asked for, and are sent again, explained and copied', async () => {
    const dashboard = await openDashboard();
    const { page, gateway, provider } = dashboard;
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await dashboard.ask();
    await dashboard.go('/requests');
    await page.getByRole('row', { name: /claude-opus-4-8/ }).click();
    const panel = page.getByRole('dialog');
    await panel.getByRole('button', { name: 'Show what was sent and received' }).click();
    await panel.getByText('Nothing is stored').waitFor();
    await panel.getByRole('link', { name: 'Store bodies' }).click();
    await page.getByRole('switch', { name: 'Store what is sent and received' }).click();
    await page.getByText('Saved.').waitFor();

    await dashboard.ask({ model: 'stored-model' });
    await dashboard.go('/requests');
    await page.getByRole('row', { name: /stored-model/ }).click();
    await panel.getByText('Main').first().waitFor();
    expect(await page.content()).not.toContain('max_tokens');
    await panel.getByRole('button', { name: 'Show what was sent and received' }).click();
    await panel.getByText('From the client: /v1/messages').click();
    await panel.getByText(/"max_tokens"/).waitFor();
    await panel.getByText('From Main: 200').click();
    await panel.getByText(/message_start/).waitFor();
    expect(await page.content()).not.toContain(CHANNEL_KEY);

    await panel.getByRole('button', { name: 'Copy as curl' }).click();
    const command = await page.evaluate('navigator.clipboard.readText()');
    expect(command).toContain('x-routex-token: $ROUTEX_TOKEN');
    await panel.getByRole('button', { name: 'Explain' }).click();
    await panel.getByText('Decided by the order of channels').waitFor();
    const asked = provider.requests.length;
    await panel.getByRole('button', { name: 'Send again' }).click();
    await page.getByRole('menuitem', { name: 'On Main' }).click();
    await page.getByText('It was sent again.').waitFor();
    await panel.getByRole('button', { name: 'Show what was sent and received' }).waitFor();
    expect(provider.requests.length).toBe(asked + 1);
    await expect
      .poll(async () => ((await gateway.api('GET', '/requests')) as { items: unknown[] }).items.length)
      .toBe(3);
  });
});
