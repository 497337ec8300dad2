import type { UnreadableRow } from '#shared/domain/unreadable-row';
import type { CliContext } from './cli-context';

const COMMANDS = { channel: 'channel', gateway_token: 'token' } as const;

/** What is wrong with something stored, and how to get rid of it, in one line. */
export function describeUnreadable(
  { kind, id, name, reason }: UnreadableRow,
  { t, commandLine }: Pick<CliContext, 't' | 'commandLine'>,
): string {
  const command = commandLine(`${COMMANDS[kind]} rm ${id}`);
  return t(`errors.unreadable.${kind}`, { name: name ?? id, id, reason, command });
}
