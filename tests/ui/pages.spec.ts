import { describe, expect, it } from 'vitest';
import { openDashboard } from './support/open-dashboard';

const PAGES = ['/', '/requests', '/channels', '/channels/new', '/routing', '/agents', '/settings'] as const;
const LANGUAGES = ['en', 'zh'] as const;
const SMALL = { width: 900, height: 600 };

describe('every page', () => {
  it.each(LANGUAGES)(
    '%s: has no barrier in either theme, and no text that is cut at 900×600',
    async (language) => {
      const dashboard = await openDashboard();
      const { page } = dashboard;
      await dashboard.ask();
      await dashboard.ask({ model: 'x'.repeat(200) });
      await page.setViewportSize(SMALL);
      for (const theme of ['light', 'dark'] as const) {
        await dashboard.appear({ language, theme });
        for (const path of PAGES) {
          await dashboard.go(path);
          await page
            .getByRole(path === '/channels/new' ? 'dialog' : 'heading')
            .first()
            .waitFor();
          await page.waitForLoadState('networkidle', { timeout: 1500 }).catch(() => undefined);
          expect(await dashboard.findBarriers(), `${path} ${theme}`).toEqual([]);
          expect(await dashboard.findCutTexts(), `${path} ${theme}`).toEqual([]);
          if (path === '/channels/new') await page.keyboard.press('Escape');
        }
      }
    },
  );

  it('is reached by its link, by two keys, and by the palette', async () => {
    const { page } = await openDashboard();
    const heading = page.getByRole('heading', { level: 1 });
    await page.getByRole('link', { name: 'Channels' }).click();
    await heading.filter({ hasText: 'Channels' }).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('r');
    await heading.filter({ hasText: 'Requests' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('settings');
    await page.keyboard.press('Enter');
    await heading.filter({ hasText: 'Settings' }).waitFor();
  });

  it('changes language and theme at once, and keeps them', async () => {
    const { page } = await openDashboard();
    await page.getByRole('button', { name: '切换为中文' }).click();
    await page.getByRole('heading', { name: '概览' }).waitFor();
    await page.getByRole('button', { name: /^主题/ }).click();
    await page.getByRole('button', { name: '主题：浅色' }).click();
    await page.getByRole('button', { name: '主题：深色' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: '概览' }).waitFor();
    expect(
      await page.evaluate(() => [document.documentElement.lang, document.documentElement.dataset['theme']]),
    ).toEqual(['zh', 'dark']);
  });

  it('holds neither a credential nor what a user said', async () => {
    const dashboard = await openDashboard();
    await dashboard.ask();
    for (const path of PAGES) {
      await dashboard.go(path);
      await dashboard.page.getByRole('heading').first().waitFor();
      const html = await dashboard.page.content();
      for (const secret of ['fake-key-of-the-channel', dashboard.gateway.token, 'a secret of the user']) {
        expect(html).not.toContain(secret);
      }
      if (path === '/channels/new') await dashboard.page.keyboard.press('Escape');
    }
  });
});

describe('a browser that is not signed in', () => {
  it('gets the page that says how to, and no data', async () => {
    const { page, gateway } = await openDashboard();
    await page.context().clearCookies();
    await page.goto(`${gateway.url}/dashboard`);
    await page.getByText('routex dashboard').waitFor();
    const response = await fetch(`${gateway.url}/api/channels`);
    expect(response.status).toBe(401);
  });
});
