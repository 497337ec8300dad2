import { InvalidArgumentError, type Command } from 'commander';
import type { UserPrice } from '#shared/domain/model-price';
import type { PriceView } from '#shared/contract/prices';
import type { CliContext } from '../cli-context';
import { formatTable } from '../format-table';
import { withClient } from '../open-client';

interface PriceFlags {
  readonly provider?: string;
  readonly currency: string;
  readonly input: number;
  readonly output: number;
  readonly cacheRead?: number;
  readonly cacheWrite?: number;
  readonly json?: true;
}

const UNKNOWN = '–';

export function addPriceCommands(parent: Command, context: CliContext): void {
  const { t } = context;
  const price = parent.command('price').description(t('cli.price.description')).helpCommand(false);
  price
    .command('list')
    .description(t('cli.price.list.description'))
    .argument('[text]', t('cli.price.list.textArgument'))
    .option('--json', t('cli.help.json'))
    .action((text: string | undefined, flags: { json?: true }) => listPrices(text, flags, context));
  price
    .command('set')
    .description(t('cli.price.set.description'))
    .argument('<model>', t('cli.price.modelArgument'))
    .requiredOption('--input <price>', t('cli.price.set.input'), parseRate)
    .requiredOption('--output <price>', t('cli.price.set.output'), parseRate)
    .option('--cache-read <price>', t('cli.price.set.cacheRead'), parseRate)
    .option('--cache-write <price>', t('cli.price.set.cacheWrite'), parseRate)
    .option('--currency <code>', t('cli.price.set.currency'), 'USD')
    .option('--provider <preset>', t('cli.price.providerOption'))
    .option('--json', t('cli.help.json'))
    .action((model: string, flags: PriceFlags) => setPrice(model, flags, context));
  price
    .command('remove')
    .alias('rm')
    .description(t('cli.price.remove.description'))
    .argument('<model>', t('cli.price.modelArgument'))
    .option('--provider <preset>', t('cli.price.providerOption'))
    .option('--json', t('cli.help.json'))
    .action((model: string, flags: PriceFlags) => removePrice(model, flags, context));
}

function parseRate(text: string): number {
  const rate = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isFinite(rate) && rate >= 0) return rate;
  throw new InvalidArgumentError('0, 0.25, 3 …');
}

async function listPrices(
  text: string | undefined,
  { json }: { json?: true },
  context: CliContext,
): Promise<void> {
  const { t, print } = context;
  const view = selectPrices(await withClient(context, (client) => client.prices.list()), text);
  if (json) {
    context.printJson(view);
    return;
  }
  const headings = ['model', 'provider', 'input', 'output', 'cacheRead', 'currency', 'source'] as const;
  const rows = [
    ...view.own.map((price) => [
      price.model,
      price.provider ?? t('cli.price.all'),
      ...toCells(price),
      t('cli.price.own'),
    ]),
    ...view.list.map((price) => [
      price.models[0] ?? '',
      price.providers.join(', '),
      ...toCells(price),
      [price.seen ?? UNKNOWN, price.confidence].join(' '),
    ]),
  ];
  const lines = formatTable(
    headings.map((name) => t(`cli.price.headings.${name}`)),
    rows,
  );
  for (const line of lines) print(line);
}

function selectPrices({ own, list }: PriceView, text: string | undefined): PriceView {
  if (text === undefined) return { own, list };
  const wanted = text.toLowerCase();
  return {
    own: own.filter(({ model }) => model.toLowerCase().includes(wanted)),
    list: list.filter(({ models }) => models.some((model) => model.includes(wanted))),
  };
}

function toCells({
  input,
  output,
  cacheRead,
  currency,
}: Pick<UserPrice, 'input' | 'output' | 'cacheRead' | 'currency'>): string[] {
  return [String(input), String(output), cacheRead === null ? UNKNOWN : String(cacheRead), currency];
}

async function setPrice(model: string, flags: PriceFlags, context: CliContext): Promise<void> {
  const { provider = null, currency, input, output, cacheRead = null, cacheWrite = null } = flags;
  const price = {
    model,
    provider,
    currency: currency.toUpperCase(),
    input,
    output,
    cacheRead,
    cacheWrite5m: cacheWrite,
    cacheWrite1h: null,
  };
  await withClient(context, (client) => client.prices.set(price));
  if (flags.json) context.printJson(price);
  else context.print(context.t('cli.price.set.done', { model }));
}

async function removePrice(model: string, flags: PriceFlags, context: CliContext): Promise<void> {
  const { provider = null } = flags;
  await withClient(context, (client) => client.prices.remove({ model, provider }));
  if (flags.json) context.printJson({ model, provider });
  else context.print(context.t('cli.price.remove.done', { model }));
}
