import type { Command } from 'commander';
import type { CliContext } from '../cli-context';
import { withClient } from '../open-client';
import { hasBrowser } from '../has-browser';

const MINUTE_MS = 60_000;

export function addDashboardCommand(parent: Command, context: CliContext): void {
  const { t, print, printJson, note, env } = context;
  parent
    .command('dashboard')
    .description(t('cli.dashboard.description'))
    .option('--no-open', t('cli.dashboard.noOpenOption'))
    .option('--json', t('cli.help.json'))
    .action(async (flags: { open: boolean; json?: true }) => {
      const link = await withClient(context, (client) => client.system.createDashboardLink());
      if (flags.json) {
        printJson(link);
        return;
      }
      print(link.url);
      const minutes = Math.round((link.expiresAt - Date.now()) / MINUTE_MS);
      note(t('cli.dashboard.once', { minutes }));
      // Output that goes elsewhere is for somebody who opens the link himself.
      if (!flags.open || !process.stdout.isTTY || !hasBrowser(env, process.platform)) return;
      try {
        const { default: open } = await import('open');
        await open(link.url);
        note(t('cli.dashboard.opened'));
      } catch {
        note(t('cli.dashboard.notOpened'));
      }
    });
}
