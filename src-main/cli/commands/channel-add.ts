import type { Command } from 'commander';
import { findEndpoint } from '#main/api/complete-channel';
import { PROVIDER_PRESETS } from '#main/api/provider-presets';
import type { CreateChannel } from '#shared/contract/channels';
import { AUTH_STYLES, PRIORITY_RANGE, type AuthStyle } from '#shared/domain/channel';
import { PROTOCOL_IDS, type ProtocolId } from '#shared/domain/protocol';
import { CliError, createUsageError } from '../cli-error';
import type { CliContext } from '../cli-context';
import { withClient } from '../open-client';
import { promptForKey, readPipedKeys } from '../read-keys';
import { splitList } from '../split-list';

interface AddFlags {
  readonly name: string;
  readonly provider?: string;
  readonly protocol?: ProtocolId;
  readonly baseUrl?: string;
  readonly models?: string[];
  readonly map?: Record<string, string>;
  readonly defaultModel?: string;
  readonly priority?: number;
  readonly weight?: number;
  readonly priceMultiplier?: number;
  readonly auth?: AuthStyle;
  readonly keyStdin?: true;
  readonly clientLogin?: true;
  readonly disabled?: true;
  readonly json?: true;
}

export function addChannelAddCommand(parent: Command, context: CliContext): void {
  const { t } = context;
  const oneOf =
    <Choice extends string>(name: string, choices: readonly Choice[]) =>
    (text: string): Choice =>
      parseChoice(text, name, choices, context);
  parent
    .command('add')
    .description(t('cli.channel.add.description'))
    .requiredOption('--name <name>', t('cli.channel.add.name'))
    .option('--provider <preset>', t('cli.channel.add.provider'))
    .option(
      '--protocol <protocol>',
      t('cli.channel.add.protocol', { choices: PROTOCOL_IDS.join(', ') }),
      oneOf('--protocol', PROTOCOL_IDS),
    )
    .option('--base-url <url>', t('cli.channel.add.baseUrl'))
    .option('--models <models>', t('cli.channel.add.models'), splitList)
    .option('--map <client=upstream>', t('cli.channel.add.map'), (text, map?: Record<string, string>) => ({
      ...map,
      ...parseMapping(text, context),
    }))
    .option('--default-model <model>', t('cli.channel.add.defaultModel'))
    .option('--priority <number>', t('cli.channel.add.priority'), (text) => parsePriority(text, context))
    // What is no number goes on as NaN: the product's refusal names the channel.
    .option('--weight <number>', t('cli.channel.add.weight'), parseNumber)
    .option('--price-multiplier <factor>', t('cli.channel.add.priceMultiplier'), parseNumber)
    .option(
      '--auth <style>',
      t('cli.channel.add.auth', { choices: AUTH_STYLES.join(', ') }),
      oneOf('--auth', AUTH_STYLES),
    )
    .option('--key-stdin', t('cli.channel.add.keyStdin'))
    .option('--client-login', t('cli.channel.add.clientLogin'))
    .option('--disabled', t('cli.channel.add.disabledOption'))
    .option('--json', t('cli.help.json'))
    .action((flags: AddFlags) => addChannel(flags, context));
}

async function addChannel(flags: AddFlags, context: CliContext): Promise<void> {
  const { t } = context;
  const credentials = await collectCredentials(flags, context);
  const input = {
    name: flags.name,
    provider: flags.provider,
    protocol: flags.protocol,
    baseUrl: flags.baseUrl,
    models: flags.models,
    modelMapping: flags.map,
    defaultModel: flags.defaultModel,
    priority: flags.priority,
    weight: flags.weight,
    priceMultiplier: flags.priceMultiplier,
    authStyle: flags.auth,
    enabled: flags.disabled === undefined,
    credentials,
  };
  const channel = await withClient(context, (client) => client.channels.create(input));
  if (channel.credentials.length === 0 && channel.authStyle !== 'none') {
    context.note(t('cli.channel.add.noKeyWarning', { name: channel.name }));
  }
  if (flags.json) context.printJson(channel);
  else context.print(t('cli.channel.added', { name: channel.name, id: channel.id }));
}

async function collectCredentials(
  flags: AddFlags,
  context: CliContext,
): Promise<CreateChannel['credentials']> {
  const { name, keyStdin, clientLogin } = flags;
  const { t, stdin } = context;
  if (clientLogin) {
    if (keyStdin) throw createUsageError(t('cli.usage.keySourceConflict'));
    return [{ kind: 'client' }];
  }
  if (keyStdin && !stdin.isTTY) {
    const keys = await readPipedKeys(context);
    if (keys.length === 0) throw new CliError('NO_KEY', t('cli.channel.add.noKeyRead'));
    return keys.map((secret) => ({ kind: 'key', secret }));
  }
  // Somebody at a terminal is asked; a script that gives no key has its reasons.
  if (!stdin.isTTY || (!keyStdin && !needsKey(flags))) return [];
  const secret = await promptForKey(t('cli.channel.add.keyPrompt', { name }), context);
  return secret === null ? [] : [{ kind: 'key', secret }];
}

function needsKey({ provider, protocol, auth }: AddFlags): boolean {
  const preset = PROVIDER_PRESETS.find(({ id }) => id === provider);
  const authStyle = auth ?? (preset && findEndpoint(preset, protocol)?.authStyle);
  return authStyle !== 'none';
}

function parseChoice<Choice extends string>(
  text: string,
  name: string,
  choices: readonly Choice[],
  { t }: CliContext,
): Choice {
  const choice = choices.find((candidate) => candidate === text);
  if (choice !== undefined) return choice;
  const reason = t('cli.usage.notAChoice', { choices: choices.join(', ') });
  throw createUsageError(t('cli.usage.invalidValue', { name, reason }));
}

/** Upstream names may hold `=`, client names do not. */
function parseMapping(text: string, { t }: CliContext): Record<string, string> {
  const [, from, to] = /^([^=]+)=(.+)$/.exec(text.trim()) ?? [];
  if (from !== undefined && to !== undefined) return { [from.trim()]: to.trim() };
  throw createUsageError(t('cli.usage.invalidValue', { name: '--map', reason: t('cli.usage.notAMapping') }));
}

function parsePriority(text: string, { t }: CliContext): number {
  const priority = /^\d+$/.test(text.trim()) ? Number(text) : Number.NaN;
  if (priority >= PRIORITY_RANGE.min && priority <= PRIORITY_RANGE.max) return priority;
  const reason = t('cli.usage.notAPriority', { min: PRIORITY_RANGE.min, max: PRIORITY_RANGE.max });
  throw createUsageError(t('cli.usage.invalidValue', { name: '--priority', reason }));
}

function parseNumber(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text);
}
