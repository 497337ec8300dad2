import type { Channel } from '#shared/domain/channel';
import type { ChannelGroup, RuleTarget } from '#shared/domain/routing-table';
import { createUsageError } from './cli-error';
import type { CliContext } from './cli-context';
import { findStored } from './find-stored';

const GROUP = 'group:';

/**
 * A target as it is written on a command line: a channel by id or name, or a group by name, each with a model behind a comma if
 * need be. `group:` means the group where a channel has the same name.
 *
 * @throws {CliError} `USAGE` where nothing has that name
 */
export function parseRuleTarget(
  text: string,
  { channels, groups }: { readonly channels: readonly Channel[]; readonly groups: readonly ChannelGroup[] },
  { t }: Pick<CliContext, 't'>,
): RuleTarget {
  const find = (reference: string, model: string | null): RuleTarget | null => {
    if (!reference.startsWith(GROUP)) {
      const channel = findStored(channels, reference);
      if (channel !== undefined) return { channelId: channel.id, model };
    }
    const name = (reference.startsWith(GROUP) ? reference.slice(GROUP.length) : reference).trim();
    const group = groups.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase());
    return group === undefined ? null : { group: group.name, model };
  };
  const whole = find(text.trim(), null);
  if (whole !== null) return whole;
  const comma = text.indexOf(',');
  const model = text.slice(comma + 1).trim();
  const named = comma > 0 && model !== '' ? find(text.slice(0, comma).trim(), model) : null;
  if (named !== null) return named;
  const reason = t('cli.rule.targetUnknown', { target: text });
  throw createUsageError(t('cli.usage.invalidValue', { name: '--to', reason }));
}

export function formatRuleTarget(target: RuleTarget, channels: readonly Channel[]): string {
  const place =
    'group' in target
      ? `${GROUP}${target.group}`
      : (channels.find(({ id }) => id === target.channelId)?.name ?? target.channelId);
  return target.model === null ? place : `${place},${target.model}`;
}
