import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'vitest';
import { ensureDataDirectory } from '#main/data-directory/ensure-data-directory';
import { openStore } from '#main/store/open-store';
import { CHANNEL_KEY, openDashboard } from '../support/open-dashboard';
import { createExampleRecords, EXAMPLE_CHANNELS } from './example-records';

const FOLDER = 'docs/screenshots';
const SIZE = { width: 1440, height: 900 };
const PAGES = {
  overview: '/',
  requests: '/requests',
  channels: '/channels',
  routing: '/routing',
  agents: '/agents',
  settings: '/settings',
} as const;

function fillStore(directory: string): void {
  const { databasePath, backupsDir } = ensureDataDirectory(directory);
  const clock = { now: () => Date.now(), monotonic: () => performance.now() };
  const store = openStore({ path: databasePath, backupsDir, clock });
  store.requests.insertMany(createExampleRecords(Date.now()));
  store.close();
}

it('pictures of every page, in both languages and themes', async () => {
  mkdirSync(FOLDER, { recursive: true });
  const dashboard = await openDashboard({ channel: false, prepare: fillStore });
  const { gateway, page, provider } = dashboard;
  for (const [index, { id, name }] of EXAMPLE_CHANNELS.entries()) {
    await gateway.addChannel({
      id,
      name,
      protocol: 'anthropic-messages',
      baseUrl: provider.url,
      priority: 60 - index * 10,
      credentials: [{ kind: 'key', secret: CHANNEL_KEY }],
    });
  }
  const [main, spare] = EXAMPLE_CHANNELS;
  await gateway.api('PUT', '/routing/table', {
    revision: 1,
    groups: [],
    rules: [
      {
        id: 'rr_0000000000000001',
        name: 'Errands',
        when: { scenario: 'background' },
        targets: [{ channelId: spare.id, model: 'deepseek-chat' }],
      },
      {
        id: 'rr_0000000000000002',
        name: 'Shop stays here',
        when: { projects: ['shop'], clients: ['claude-code'] },
        targets: [{ channelId: main.id }],
        only: true,
      },
    ],
  });
  await page.setViewportSize(SIZE);
  for (const language of ['en', 'zh'] as const) {
    for (const theme of ['light', 'dark'] as const) {
      await dashboard.appear({ language, theme });
      for (const [name, path] of Object.entries(PAGES)) {
        await dashboard.go(path);
        await page.getByRole('heading', { level: 1 }).waitFor();
        await page.waitForLoadState('networkidle', { timeout: 2000 }).catch(() => undefined);
        await page.waitForTimeout(500);
        await page.screenshot({ path: join(FOLDER, `${name}-${language}-${theme}.png`) });
      }
    }
  }
});
