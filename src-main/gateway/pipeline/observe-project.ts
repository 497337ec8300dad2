import type { RequestScope } from '../server/select-scope';
import type { PreparedRequest } from './build-call';
import type { ClientDescription } from './describe-client';
import { findProject } from './find-project';

/** By session. */
export interface KnownProjects {
  get(sessionId: string): string | undefined;
  set(sessionId: string, project: string): unknown;
}

/**
 * With the project that the agent's prompt tells of, where neither the gateway token nor the address names one. An agent's small
 * errands tell nothing of their surroundings; they belong where the rest of their session does.
 */
export function observeProject(
  scope: RequestScope,
  prepared: Pick<PreparedRequest, 'plainBody' | 'systemStart' | 'systemEnd'>,
  { kind, sessionId }: Pick<ClientDescription, 'kind' | 'sessionId'>,
  projects: KnownProjects,
): RequestScope {
  if (scope.project !== null) return scope;
  const { plainBody, systemStart, systemEnd } = prepared;
  const system = systemStart === null || systemEnd === null ? null : { start: systemStart, end: systemEnd };
  let project = findProject(plainBody, kind, system);
  if (sessionId !== null) {
    if (project === null) project = projects.get(sessionId) ?? null;
    else projects.set(sessionId, project);
  }
  return project === null ? scope : { ...scope, project, projectSource: 'prompt' };
}
