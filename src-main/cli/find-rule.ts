import { CliError } from './cli-error';
import type { CliContext } from './cli-context';
import { findStored } from './find-stored';

type Context = Pick<CliContext, 't' | 'commandLine'>;

/** The rule with an id, or a name in any case. */
export function findRule<Rule extends { readonly id: string; readonly name: string }>(
  rules: readonly Rule[],
  reference: string,
  { t, commandLine }: Context,
): Rule {
  const found = findStored(rules, reference);
  if (found !== undefined) return found;
  const command = commandLine('rule list');
  throw new CliError('NOT_FOUND', t('cli.rule.notFound', { id: reference, command }));
}

/** The group with a name, in any case. */
export function findGroup<Group extends { readonly name: string }>(
  groups: readonly Group[],
  reference: string,
  { t, commandLine }: Context,
): Group {
  const folded = reference.trim().toLowerCase();
  const found = groups.find(({ name }) => name.toLowerCase() === folded);
  if (found !== undefined) return found;
  const command = commandLine('group list');
  throw new CliError('NOT_FOUND', t('cli.group.notFound', { name: reference, command }));
}
