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
 * errands tell nothing of their surroundings, and a subagent may work in a folder of its own; they belong where the rest of their
 * session does, which is looked for once.
 */
export function observeProject(
  scope: RequestScope,
  prepared: Pick<PreparedRequest, 'plainBody' | 'systemStart' | 'systemEnd'>,
  { kind, sessionId }: Pick<ClientDescription, 'kind' | 'sessionId'>,
  projects: KnownProjects,
): RequestScope {
  if (scope.project !== null) return scope;
  let project = (sessionId === null ? null : projects.get(sessionId)) ?? null;
  if (project === null) {
    const { plainBody, systemStart, systemEnd } = prepared;
    const system = systemStart === null || systemEnd === null ? null : { start: systemStart, end: systemEnd };
    project = findProject(plainBody, kind, system);
    if (project !== null && sessionId !== null) projects.set(sessionId, project);
  }
  return project === null ? scope : { ...scope, project, projectSource: 'prompt' };
}
