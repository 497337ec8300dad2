import type { TFunction } from 'i18next';
import type { Channel } from '#shared/domain/channel';
import type { RouteRule, RuleConditions, RuleTarget } from '#shared/domain/routing-table';

type Translate = TFunction<['routing', 'common']>;

/** A rule as a sentence: when what holds, who answers. */
export function describeRule(rule: RouteRule, channels: readonly Channel[], t: Translate): string {
  const conditions = listConditions(rule.when, t);
  const when =
    conditions.length === 0
      ? t('sentence.always')
      : t('sentence.when', { conditions: conditions.join(t('sentence.and')) });
  const targets = rule.targets.map((target) => describeTarget(target, channels)).join(t('sentence.then'));
  return `${when} → ${targets}${rule.only ? t('sentence.only') : ''}`;
}

function describeTarget(target: RuleTarget, channels: readonly Channel[]): string {
  const name =
    'group' in target
      ? target.group
      : (channels.find(({ id }) => id === target.channelId)?.name ?? target.channelId);
  return target.model === null ? name : `${name}, ${target.model}`;
}

const list = (values: readonly string[]): string => values.join(', ');

function listConditions(when: RuleConditions, t: Translate): string[] {
  const found: string[] = [];
  if (when.scenario !== undefined && when.scenario !== 'default') found.push(t(`scenarios.${when.scenario}`));
  if (when.models !== undefined) found.push(t('conditions.models', { values: list(when.models) }));
  if (when.clients !== undefined) {
    found.push(
      t('conditions.clients', {
        values: when.clients.map((client) => t(`common:clients.${client}`)).join(', '),
      }),
    );
  }
  if (when.projects !== undefined) found.push(t('conditions.projects', { values: list(when.projects) }));
  if (when.sessions !== undefined) found.push(t('conditions.sessions', { values: list(when.sessions) }));
  if (when.protocols !== undefined) {
    found.push(
      t('conditions.protocols', {
        values: when.protocols.map((protocol) => t(`common:protocols.${protocol}`)).join(', '),
      }),
    );
  }
  if (when.tools !== undefined) found.push(t('conditions.tools', { values: list(when.tools) }));
  if (when.keywords !== undefined) found.push(t('conditions.keywords', { values: list(when.keywords) }));
  if (when.pattern !== undefined) found.push(t('conditions.pattern', { value: when.pattern }));
  if (when.images !== undefined) found.push(when.images ? t('conditions.images') : t('conditions.noImages'));
  if (when.minTokens !== undefined) found.push(t('conditions.minTokens', { value: when.minTokens }));
  if (when.maxTokens !== undefined) found.push(t('conditions.maxTokens', { value: when.maxTokens }));
  for (const [name, value] of Object.entries(when.headers ?? {}))
    found.push(t('conditions.header', { name, value }));
  return found;
}
