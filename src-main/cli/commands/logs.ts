import { InvalidArgumentError, Option, type Command } from 'commander';
import { REQUEST_PAGE } from '#shared/contract/requests';
import { OUTCOMES, type Outcome, type RequestRecord } from '#shared/domain/request-record';
import type { CliContext } from '../cli-context';
import { formatTable } from '../format-table';
import { withClient } from '../open-client';
import { resolveChannel } from '../resolve-channel';

interface LogsFlags {
  readonly limit: number;
  readonly channel?: string;
  readonly model?: string;
  readonly outcome?: Outcome;
  readonly search?: string;
  readonly bodies?: true;
  readonly json?: true;
}

const DEFAULT_LIMIT = 20;
const UNKNOWN = '–';

export function addLogsCommand(parent: Command, context: CliContext): void {
  const { t } = context;
  parent
    .command('logs')
    .description(t('cli.logs.description'))
    .argument('[id]', t('cli.logs.idArgument'))
    .option('--limit <count>', t('cli.logs.limitOption'), parseLimit, DEFAULT_LIMIT)
    .option('--channel <channel>', t('cli.logs.channelOption'))
    .option('--model <model>', t('cli.logs.modelOption'))
    .addOption(new Option('--outcome <outcome>', t('cli.logs.outcomeOption')).choices(OUTCOMES))
    .option('--search <text>', t('cli.logs.searchOption'))
    .option('--bodies', t('cli.logs.bodiesOption'))
    .option('--json', t('cli.help.json'))
    .action((id: string | undefined, flags: LogsFlags) =>
      id === undefined ? listRequests(flags, context) : showRequest(id, flags, context),
    );
}

function parseLimit(text: string): number {
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= REQUEST_PAGE.max) return limit;
  throw new InvalidArgumentError(`1–${REQUEST_PAGE.max}`);
}

async function listRequests(flags: LogsFlags, context: CliContext): Promise<void> {
  const { t, print } = context;
  const { limit, model, outcome, search } = flags;
  const items = await withClient(context, async (client) => {
    const channel = flags.channel === undefined ? null : await resolveChannel(client, flags.channel, context);
    const page = await client.requests.list({
      limit,
      ...(channel !== null && { channelId: channel.id }),
      ...(model !== undefined && { model }),
      ...(outcome !== undefined && { outcome }),
      ...(search !== undefined && { search }),
    });
    return page.items;
  });
  if (flags.json) {
    context.printJson(items);
    return;
  }
  if (items.length === 0) {
    print(t('cli.logs.none'));
    return;
  }
  printTable(items, context);
}

const HEADINGS = ['time', 'id', 'model', 'channel', 'status', 'firstToken', 'total', 'tokens'] as const;

function printTable(requests: readonly RequestRecord[], context: CliContext): void {
  const { t, print } = context;
  const headings = HEADINGS.map((name) => t(`cli.logs.${name}`));
  const rows = requests.map((request) => toRow(request, context));
  for (const line of formatTable(headings, rows)) print(line);
}

function toRow(request: RequestRecord, { locale }: CliContext): string[] {
  const { attempts, usage, failure } = request;
  const time = new Intl.DateTimeFormat(locale, { dateStyle: 'short', timeStyle: 'medium' });
  return [
    time.format(request.startedAt),
    request.id,
    request.upstreamModel === null || request.upstreamModel === request.model
      ? request.model
      : `${request.model} → ${request.upstreamModel}`,
    attempts.map(({ channelName }) => channelName).join(' → ') || UNKNOWN,
    failure === null ? String(request.status) : `${request.status} ${failure.kind}`,
    showMs(request.firstTokenMs),
    showMs(request.totalMs),
    usage === null ? UNKNOWN : `${usage.input} / ${usage.output}`,
  ];
}

function showMs(ms: number | null): string {
  return ms === null ? UNKNOWN : `${Math.round(ms)} ms`;
}

async function showRequest(id: string, { bodies, json }: LogsFlags, context: CliContext): Promise<void> {
  const { t, print } = context;
  const [request, exchange] = await withClient(context, async (client) => [
    await client.requests.get({ id }),
    bodies === true ? await client.requests.bodies({ id }) : null,
  ]);
  if (json || exchange !== null) {
    context.printJson(exchange === null ? request : { ...request, bodies: exchange });
    return;
  }
  printTable([request], context);
  for (const { channelName, upstreamModel, reason, failure, status } of request.attempts) {
    const outcome = failure === null ? String(status ?? UNKNOWN) : `${failure.kind}: ${failure.message}`;
    print(`  ${channelName}  ${upstreamModel}  ${reason}  ${outcome}`);
  }
  if (request.failure !== null) print(request.failure.message);
  for (const message of request.warnings) print(t('cli.convert.warning', { message }));
}
