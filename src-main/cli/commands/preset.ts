import type { Command } from 'commander';
import { PROVIDER_PRESETS } from '#main/api/provider-presets';
import type { CliContext } from '../cli-context';
import { formatTable } from '../format-table';

export function addPresetCommands(parent: Command, context: CliContext): void {
  const { t } = context;
  const preset = parent.command('preset').description(t('cli.preset.description')).helpCommand(false);
  preset
    .command('list')
    .description(t('cli.preset.list.description'))
    .option('--json', t('cli.help.json'))
    .action((flags: { json?: true }) => {
      if (flags.json) context.printJson(PROVIDER_PRESETS);
      else printPresets(context);
    });
}

function printPresets({ t, print }: CliContext): void {
  const headings = ['id', 'name', 'protocol', 'baseUrl'] as const;
  const rows = PROVIDER_PRESETS.flatMap(({ id, name, endpoints }) =>
    endpoints.map(({ protocol, baseUrl }, index) => [
      index === 0 ? id : '',
      index === 0 ? name : '',
      protocol,
      baseUrl,
    ]),
  );
  const lines = formatTable(
    headings.map((heading) => t(`cli.table.${heading}`)),
    rows,
  );
  for (const line of lines) print(line);
}
