import type { Command } from 'commander';
import type { ContractClient } from '#shared/contract/contract';
import type { CliContext } from '../cli-context';
import { withClient } from '../open-client';

interface SwitchTexts {
  readonly description: string;
  /** What is said when it is done. */
  readonly done: (name: string) => string;
}

/** `enable` and `disable` of things that have a name. */
export function addSwitchCommands(
  parent: Command,
  context: CliContext,
  options: {
    readonly idArgument: string;
    readonly enable: SwitchTexts;
    readonly disable: SwitchTexts;
    /** @param reference id or name */
    readonly set: (
      client: ContractClient,
      reference: string,
      enabled: boolean,
    ) => Promise<{ readonly name: string }>;
  },
): void {
  for (const verb of ['enable', 'disable'] as const) {
    const { description, done } = options[verb];
    parent
      .command(verb)
      .description(description)
      .argument('<id>', options.idArgument)
      .option('--json', context.t('cli.help.json'))
      .action(async (reference: string, flags: { json?: true }) => {
        const changed = await withClient(context, (client) =>
          options.set(client, reference, verb === 'enable'),
        );
        if (flags.json) context.printJson(changed);
        else context.print(done(changed.name));
      });
  }
}
