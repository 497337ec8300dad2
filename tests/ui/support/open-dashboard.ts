import { existsSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium, type Browser, type Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import * as z from 'zod';
import { startFakeProvider, type FakeProvider } from '#tests/support/fake-provider/index';
import { startBuiltGateway, type BuiltGateway } from '#tests/support/gateway/start-built-gateway';

/** Where the Chromium of Debian, of a developer's Mac and of CI lies. */
const CHROMIUM = [
  process.env['ROUTEX_CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
].find((path) => path !== undefined && existsSync(path));

export const CHANNEL_KEY = 'fake-key-of-the-channel';
const MODEL = 'claude-opus-4-8';
const SIZE = { width: 1280, height: 800 };
const WAIT_MS = 15_000;

export interface Dashboard {
  readonly page: Page;
  readonly gateway: BuiltGateway;
  readonly provider: FakeProvider;
  /** Sends a client's request and waits for its answer. */
  ask(change?: { model?: string; headers?: Record<string, string> }): Promise<number>;
  go(path: string): Promise<void>;
  /** Loads the page again in that language and theme. */
  appear(look: { language?: 'en' | 'zh'; theme?: 'light' | 'dark' }): Promise<void>;
  /** What axe finds, as one line each. */
  findBarriers(): Promise<string[]>;
  /** Whose text is cut off although nothing shows the whole of it. */
  findCutTexts(): Promise<string[]>;
}

let browser: Promise<Browser> | null = null;

/** One for all tests of a file. */
function openBrowser(): Promise<Browser> {
  if (CHROMIUM === undefined) {
    throw new Error(
      'There is no Chromium. Install it (apt-get install chromium) or name it in ROUTEX_CHROMIUM.',
    );
  }
  browser ??= chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  return browser;
}

/** The real dashboard in a real browser that has signed in, over a built gateway and a provider that answers. */
export async function openDashboard(
  options: { channel?: boolean; prepare?: (directory: string) => void } = {},
): Promise<Dashboard> {
  const { prepare } = options;
  const gateway = await startBuiltGateway(prepare === undefined ? {} : { prepare });
  const provider = await startFakeProvider({ key: CHANNEL_KEY });
  provider.replyAlways({ parts: [{ text: 'Hello from the provider.' }] });
  if (options.channel !== false) {
    await gateway.addChannel({
      name: 'Main',
      protocol: 'anthropic-messages',
      baseUrl: provider.url,
      credentials: [{ kind: 'key', secret: CHANNEL_KEY }],
    });
  }
  const context = await (await openBrowser()).newContext({ viewport: SIZE, locale: 'en-GB' });
  context.setDefaultTimeout(WAIT_MS);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => void faults.push(error.message));
  page.on('console', (message) => {
    // What the product refuses is told in the page; the browser notes it as well.
    const isRefusal = message.text().startsWith('Failed to load resource');
    if (message.type() === 'error' && !isRefusal) faults.push(message.text());
  });
  onTestFinished(async () => {
    await context.close();
    await gateway.stop();
    await provider.close();
    gateway.remove();
    if (faults.length > 0) throw new Error(`The page reported errors:\n${faults.join('\n')}`);
  });
  const { url } = z.object({ url: z.url() }).parse(await gateway.api('POST', '/system/dashboard-links'));
  await page.goto(url);
  await page.getByRole('navigation').waitFor();

  return {
    page,
    gateway,
    provider,
    async ask({ model = MODEL, headers = {} } = {}) {
      const response = await fetch(`${gateway.url}/v1/messages`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${gateway.token}`,
          'content-type': 'application/json',
          'anthropic-version': '2023-06-01',
          'user-agent': 'claude-cli/2.1.330 (external, cli)',
          ...headers,
        },
        body: JSON.stringify({
          model,
          max_tokens: 64,
          stream: true,
          messages: [{ role: 'user', content: 'a secret of the user' }],
        }),
      });
      await response.text();
      return response.status;
    },
    go: (path) => page.evaluate((hash) => void (window.location.hash = hash), path),
    async appear({ language, theme }) {
      await page.evaluate(
        ([chosenLanguage, chosenTheme]) => {
          if (chosenLanguage !== undefined) localStorage.setItem('routex.language', chosenLanguage);
          if (chosenTheme !== undefined) localStorage.setItem('routex.theme', chosenTheme);
        },
        [language, theme] as const,
      );
      await page.reload();
      await page.getByRole('navigation').waitFor();
    },
    async findBarriers() {
      const { violations } = await new AxeBuilder({ page })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
        .analyze();
      return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
    },
    findCutTexts: () => page.evaluate(listCutTexts),
  };
}

/** Runs in the page. A text that is shortened by `truncate` has a title, or stands in something that has. */
function listCutTexts(): string[] {
  return [...document.querySelectorAll<HTMLElement>('body *')]
    .filter((element) => {
      const isText = [...element.childNodes].some(
        (node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim() !== '',
      );
      if (!isText || element.closest('.sr-only, [aria-hidden=true], pre, textarea') !== null) return false;
      const { overflowX } = getComputedStyle(element);
      const isCut =
        overflowX !== 'visible' && overflowX !== 'auto' && element.scrollWidth > element.clientWidth + 1;
      return isCut && element.closest('[title]') === null;
    })
    .map((element) => `${element.tagName} ${element.textContent?.slice(0, 60)}`);
}
