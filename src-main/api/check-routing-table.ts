import { compilePattern } from '#main/gateway/routing/compile-pattern';
import { CREDENTIAL_HEADERS } from '#main/gateway/server/authenticate';
import type { RouteRule, RoutingTable } from '#shared/domain/routing-table';
import { invalidInput } from './api-error';

/** A rule that matches these would tell of a secret whether it begins with something. */
const SECRET_HEADERS: ReadonlySet<string> = new Set([...CREDENTIAL_HEADERS, 'cookie', 'proxy-authorization']);

/**
 * What a schema cannot see: that all that is named is there, once, and can be used.
 *
 * @throws {ApiError} `INVALID_INPUT` naming the first field that is wrong
 */
export function assertRoutingTable({ rules, groups }: RoutingTable, channelIds: ReadonlySet<string>): void {
  const groupNames = new Set<string>();
  for (const [index, { name, channelIds: members }] of groups.entries()) {
    assertNew(groupNames, name, `groups.${index}.name`);
    const unknown = members.findIndex((id) => !channelIds.has(id));
    if (unknown !== -1) refuse(`groups.${index}.channelIds.${unknown}`, 'there is no such channel');
    if (new Set(members).size < members.length) {
      refuse(`groups.${index}.channelIds`, 'a channel is named twice');
    }
  }
  const ids = new Set<string>();
  const names = new Set<string>();
  for (const [index, rule] of rules.entries()) {
    assertNew(ids, rule.id, `rules.${index}.id`);
    assertNew(names, rule.name, `rules.${index}.name`);
    assertRule(rule, `rules.${index}`, channelIds, groupNames);
  }
}

function assertRule(
  { when, targets }: RouteRule,
  path: string,
  channelIds: ReadonlySet<string>,
  groupNames: ReadonlySet<string>,
): void {
  for (const [at, target] of targets.entries()) {
    if ('channelId' in target) {
      if (!channelIds.has(target.channelId)) {
        refuse(`${path}.targets.${at}.channelId`, 'there is no such channel');
      }
    } else if (!groupNames.has(target.group.toLowerCase())) {
      refuse(`${path}.targets.${at}.group`, 'there is no such group');
    }
  }
  if (when.minTokens !== undefined && when.maxTokens !== undefined && when.minTokens > when.maxTokens) {
    refuse(`${path}.when.maxTokens`, 'must not be less than minTokens');
  }
  const secret = Object.keys(when.headers ?? {}).find((name) => SECRET_HEADERS.has(name));
  if (secret !== undefined) {
    refuse(`${path}.when.headers.${secret}`, 'carries a secret, so rules do not look at it');
  }
  if (when.pattern !== undefined) assertPattern(when.pattern, `${path}.when.pattern`);
}

function assertPattern(pattern: string, field: string): void {
  try {
    compilePattern(pattern);
  } catch (error) {
    refuse(field, error instanceof Error ? error.message : 'is no regular expression');
  }
}

function assertNew(seen: Set<string>, value: string, field: string): void {
  const folded = value.toLowerCase();
  if (seen.has(folded)) refuse(field, 'is there twice');
  seen.add(folded);
}

function refuse(field: string, value: string): never {
  throw invalidInput({ field, reason: 'invalid', value }, `${field}: ${value}`);
}
