import { GatewayError } from '../errors';
import type { GatewayChannel, GatewayTokenEntry } from '../ports';
import { compileGlobs } from '../routing/compile-glob';
import type { AddressPrefixes } from './split-prefixes';

/** What a request may use, and what it belongs to. */
export interface RequestScope {
  /** Ids of the channels that may answer; null: all. */
  readonly channelIds: readonly string[] | null;
  /** Names of models that may be asked for, `*` standing for any part; null: all. */
  readonly models: readonly string[] | null;
  readonly project: string | null;
  /** The fact the project was recognised by; null without one. */
  readonly projectSource: 'token' | 'url' | 'prompt' | null;
}

/** Of a token that may use all, and an address that says nothing. */
export const UNLIMITED_SCOPE: RequestScope = {
  channelIds: null,
  models: null,
  project: null,
  projectSource: null,
};

/**
 * A token that is bound to a project, models or channels cannot be talked out of it by the address.
 *
 * @throws {GatewayError} `permission` or `not_found`
 */
export function selectScope(
  token: GatewayTokenEntry,
  { project, channel }: Pick<AddressPrefixes, 'project' | 'channel'>,
  channels: readonly GatewayChannel[],
): RequestScope {
  if (project === null && channel === null && !isBound(token)) return UNLIMITED_SCOPE;
  if (project !== null && token.project !== null && project !== token.project) {
    throw new GatewayError(
      'permission',
      `The gateway token ${JSON.stringify(token.name)} belongs to another project than ${JSON.stringify(project)}.`,
    );
  }
  return {
    channelIds: channel === null ? token.channelIds : [findChannel(token, channel, channels).id],
    models: token.models,
    project: token.project ?? project,
    projectSource: token.project === null ? (project === null ? null : 'url') : 'token',
  };
}

function isBound({ project, models, channelIds }: GatewayTokenEntry): boolean {
  return project !== null || models !== null || channelIds !== null;
}

function findChannel(
  token: GatewayTokenEntry,
  named: string,
  channels: readonly GatewayChannel[],
): GatewayChannel {
  const folded = named.toLowerCase();
  const found = channels.find(({ id, name }) => id === named || name.toLowerCase() === folded);
  // What a token may not use it need not hear of either.
  if (found === undefined || token.channelIds?.includes(found.id) === false) {
    throw new GatewayError(
      'not_found',
      `There is no channel ${JSON.stringify(named)} for this gateway token. \`routex channel list\` shows the channels there are.`,
    );
  }
  return found;
}

/** What a body says of the model it wants. */
interface NamedModel {
  readonly model: string;
  readonly modelAlias: string | null;
}

/** @throws {GatewayError} kind `permission`, or `invalid_request` where the body may name another model besides */
export function assertModelIsAllowed(token: GatewayTokenEntry, { model, modelAlias }: NamedModel): void {
  if (token.models === null) return;
  if (modelAlias !== null) {
    throw new GatewayError(
      'invalid_request',
      `${modelAlias}: the gateway token ${JSON.stringify(token.name)} is bound to models, so its requests name theirs in "model" only. Leave ${JSON.stringify(modelAlias)} out.`,
    );
  }
  if (isModelAllowed(token.models, model)) return;
  throw new GatewayError(
    'permission',
    `The gateway token ${JSON.stringify(token.name)} may not use the model ${JSON.stringify(model)}.`,
  );
}

/** @param patterns names of models, `*` standing for any part */
export function isModelAllowed(patterns: readonly string[], model: string): boolean {
  return compileGlobs(patterns)(model);
}
