import { describe, expect, it } from 'vitest';
import { failWith, hangAfterHeaders, htmlPage, type Misbehaviour } from '#tests/support/fake-provider/index';
import { CHANNEL_KEY, openDashboard } from './support/open-dashboard';

describe('channels', () => {
  it('from nothing to a tested channel that answers: choose, paste, test, done', async () => {
    const dashboard = await openDashboard({ channel: false });
    const { page, provider } = dashboard;
    await page.getByRole('button', { name: 'Choose a provider' }).click();
    await page.getByRole('button', { name: 'Another provider' }).click();
    await page.getByLabel('Name').fill('First');
    await page.getByLabel('Base URL').fill(provider.url);
    await page.getByLabel('Key', { exact: true }).fill(CHANNEL_KEY);
    await page.getByRole('button', { name: 'Test now' }).click();
    await page.getByText(/answered, first token after/).waitFor();
    expect(await dashboard.gateway.api('GET', '/channels')).toEqual([]);
    await page.getByRole('button', { name: 'Add channel' }).last().click();
    await page.getByRole('row', { name: /^First/ }).waitFor();
    expect(await page.content()).not.toContain(CHANNEL_KEY);
    expect(await dashboard.ask()).toBe(200);
  });

  it('a preset asks for a key and nothing else', async () => {
    const { page } = await openDashboard();
    await page.getByRole('link', { name: 'Channels' }).click();
    await page.getByRole('button', { name: 'Add channel' }).click();
    await page.getByRole('searchbox').fill('deepseek');
    await page.getByRole('button', { name: /DeepSeek/ }).click();
    const fields = page.getByRole('dialog').locator('input:visible, textarea:visible, select:visible');
    expect(await fields.evaluateAll((all) => all.map((field) => field.tagName))).toEqual([
      'TEXTAREA',
      'INPUT',
    ]);
  });

  it.each<readonly [cause: string, behave: Misbehaviour, told: RegExp]>([
    ['a wrong key', failWith('auth'), /key is refused/],
    ['no such model', failWith('not_found'), /does not have this model/],
    ['no credit', failWith('quota'), /no credit or quota left/],
    ['a rate limit', failWith('rate_limit'), /limits this key/],
    ['a web page', htmlPage(200), /web page and no API/],
    ['an overloaded provider', failWith('overloaded'), /overloaded/],
  ])('a test names the cause: %s', async (_cause, behave, told) => {
    const { page, provider } = await openDashboard();
    provider.behave(behave);
    await page.getByRole('link', { name: 'Channels' }).click();
    await page.getByRole('button', { name: 'Main', exact: true }).click();
    await page.getByRole('button', { name: 'Test now' }).click();
    await page.getByText(told).waitFor();
  });

  it('an address where nothing answers is told as that', async () => {
    const { page, provider } = await openDashboard();
    await provider.close();
    await page.getByRole('link', { name: 'Channels' }).click();
    await page.getByRole('button', { name: 'Main', exact: true }).click();
    await page.getByRole('button', { name: 'Test now' }).click();
    await page.getByText(/Nothing can be reached/).waitFor();
  });

  it('are edited, and what is refused is told by its field and not lost', async () => {
    const { page, gateway } = await openDashboard();
    await page.getByRole('link', { name: 'Channels' }).click();
    await page.getByRole('button', { name: 'Main', exact: true }).click();
    await page.getByLabel('Name').fill('Renamed');
    await page.getByText('More settings').click();
    await page.getByLabel('Priority').fill('1000');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('alert').waitFor();
    expect(await page.getByLabel('Name').inputValue()).toBe('Renamed');
    await page.getByLabel('Priority').fill('77');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('row', { name: /Renamed/ }).waitFor();
    expect(await gateway.api('GET', '/channels')).toMatchObject([
      { name: 'Renamed', priority: 77, credentials: [{ hasKey: true }] },
    ]);
  });

  it('say what they change in requests, line by line, and keep what one model has of its own', async () => {
    const { page, gateway } = await openDashboard();
    const [main] = (await gateway.api('GET', '/channels')) as { id: string; revision: number }[];
    const own = { models: { 'claude-opus-4-8': { use: ['cleancache'] } } };
    await gateway.api('PATCH', `/channels/${main?.id}`, { revision: main?.revision, transformers: own });
    await page.getByRole('link', { name: 'Channels' }).click();
    await page.getByRole('button', { name: 'Main', exact: true }).click();
    await page.getByText('More settings').click();
    await page.getByText('have transformers of their own').waitFor();
    const lines = page.getByLabel('Transformers', { exact: true });
    await page.getByLabel('Add a transformer').selectOption('sampling');
    await lines.fill(`${await lines.inputValue()}\nmaxtoken {"max_tokens": }`);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('What follows a name is no JSON object.').waitFor();
    await lines.fill('sampling\nmaxtoken {"max_tokens": 99}');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await gateway.api('GET', '/channels')).toMatchObject([
      { transformers: { use: ['sampling', ['maxtoken', { max_tokens: 99 }]], ...own } },
    ]);
  });

  it('asks before what was typed is thrown away', async () => {
    const { page } = await openDashboard();
    await page.getByRole('link', { name: 'Channels' }).click();
    await page.getByRole('button', { name: 'Main', exact: true }).click();
    await page.getByLabel('Name').fill('Half');
    await page.keyboard.press('Escape');
    await page.getByRole('alertdialog').waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    expect(await page.getByLabel('Name').inputValue()).toBe('Half');
  });

  it('change their order by menu and by drag, and are duplicated without their key', async () => {
    const { page, gateway, provider } = await openDashboard();
    await gateway.addChannel({
      name: 'Spare',
      protocol: 'anthropic-messages',
      baseUrl: provider.url,
      priority: 10,
      credentials: [{ kind: 'key', secret: CHANNEL_KEY }],
    });
    await page.getByRole('link', { name: 'Channels' }).click();
    await page.getByRole('button', { name: 'More of Spare' }).click();
    await page.getByRole('menuitem', { name: 'Try earlier' }).click();
    await page.getByText(/^Priority 51/).waitFor();
    expect(await gateway.api('GET', '/channels')).toMatchObject([{ name: 'Spare' }, { name: 'Main' }]);
    await page.getByRole('row', { name: /^Spare/ }).dragTo(page.getByRole('row', { name: /^Main/ }));
    await page.getByText(/^Priority 49/).waitFor();
    await page.getByRole('button', { name: 'More of Main' }).click();
    await page.getByRole('menuitem', { name: 'Duplicate' }).click();
    await page.getByRole('dialog', { name: 'Main (copy)' }).waitFor();
    const channels = (await gateway.api('GET', '/channels')) as { name: string }[];
    expect(channels.find(({ name }) => name === 'Main (copy)')).toMatchObject({
      enabled: false,
      credentials: [],
    });
  });

  it('are pinned from the list and from the side, switched off and deleted', async () => {
    const { page, gateway } = await openDashboard();
    await page.getByRole('link', { name: 'Channels' }).click();
    await page.getByRole('button', { name: 'Use', exact: true }).click();
    await page.getByRole('button', { name: 'Active channel: Main' }).waitFor();
    await page.getByRole('button', { name: 'Active channel: Main' }).click();
    await page.getByRole('menuitemradio', { name: 'Auto' }).click();
    await page.getByRole('button', { name: 'Active channel: Auto' }).waitFor();
    await page.getByRole('switch', { name: 'Main may answer' }).click();
    await page.getByText('Off', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'More of Main' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByText('No channel yet').waitFor();
    expect(await gateway.api('GET', '/channels')).toEqual([]);
  });

  it('show what is left of their limits', async () => {
    const dashboard = await openDashboard();
    const { page, provider } = dashboard;
    const headers = {
      'anthropic-ratelimit-requests-limit': '100',
      'anthropic-ratelimit-requests-remaining': '83',
      'anthropic-ratelimit-requests-reset': new Date(Date.now() + 10 * 60_000).toISOString(),
    };
    provider.behave(failWith('overloaded', { headers }), { times: 1 });
    await dashboard.ask();
    await page.getByRole('link', { name: 'Channels' }).click();
    await page.getByText(/^requests: 83\s?% left, full in/).waitFor();
  });

  it('tell in Chinese why something was refused', async () => {
    const dashboard = await openDashboard();
    const { page, gateway } = dashboard;
    await gateway.addChannel({
      name: 'Spare',
      protocol: 'anthropic-messages',
      baseUrl: dashboard.provider.url,
      credentials: [{ kind: 'key', secret: CHANNEL_KEY }],
    });
    await page.evaluate("localStorage.setItem('routex.language', 'zh')");
    await page.reload();
    await page.getByRole('link', { name: '渠道', exact: true }).click();
    await page.getByRole('button', { name: 'Spare', exact: true }).click();
    const panel = page.getByRole('dialog');
    await panel.getByLabel('名称').fill('Main');
    await panel.getByRole('button', { name: '保存', exact: true }).click();
    await panel.getByText('名称“Main”已被使用。').first().waitFor();
  });

  it('get their models by ticking what the provider lists', async () => {
    const { page, gateway } = await openDashboard();
    await page.getByRole('link', { name: 'Channels' }).click();
    await page.getByRole('button', { name: 'Main', exact: true }).click();
    const panel = page.getByRole('dialog');
    await panel.getByText('More settings').click();
    await panel.getByRole('button', { name: 'Fetch models' }).click();
    await panel.getByRole('searchbox').fill('sonnet');
    await panel.getByRole('checkbox', { name: 'claude-fake-sonnet' }).check();
    await panel.getByRole('button', { name: 'Save', exact: true }).click();
    await panel.waitFor({ state: 'detached' });
    expect(await gateway.api('GET', '/channels')).toMatchObject([{ models: ['claude-fake-sonnet'] }]);
  });

  it('a test shows each stage as it is decided, can be cancelled, and may only look whether somebody is there', async () => {
    const { page, gateway, provider } = await openDashboard();
    const [main] = (await gateway.api('GET', '/channels')) as { id: string; revision: number }[];
    await gateway.api('PATCH', `/channels/${main?.id}`, { revision: main?.revision, models: ['m'] });
    provider.replyAlways({ parts: [{ text: 'Hello' }] });
    provider.behave(hangAfterHeaders(), { times: 1 });
    await page.getByRole('link', { name: 'Channels' }).click();
    await page.getByRole('button', { name: 'Main', exact: true }).click();
    const panel = page.getByRole('dialog');
    await panel.getByRole('button', { name: 'Test now' }).click();
    // Reached and accepted, while the answer is still awaited.
    await expect.poll(() => panel.locator('ol .bg-ok').count()).toBe(2);
    await panel.getByRole('button', { name: 'Cancel' }).click();
    await expect.poll(() => panel.locator('ol .bg-ok').count()).toBe(0);
    const asked = provider.requests.length;
    await panel.getByRole('button', { name: 'Reachable only' }).click();
    await panel.getByText(/Somebody answers at this address/).waitFor();
    expect(provider.requests.slice(asked).every(({ path }) => path.includes('/models'))).toBe(true);
  });
});
