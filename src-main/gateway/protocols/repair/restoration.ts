import type { ProtocolId } from '#shared/domain/protocol';

/** A tool as the client calls it. */
export interface ToolIdentity {
  readonly name: string;
  readonly namespace?: string;
}

/** What was changed in a request and must be undone in its answer. Plain data; lives as long as the request. */
export interface Restoration {
  /** The client's. */
  readonly protocol: ProtocolId;
  /** The client's tools by the upstream's key (`createToolKey`), where the two differ. */
  readonly names: ReadonlyMap<string, ToolIdentity>;
  /** The client's keys of free-form tools that the upstream knows as functions. */
  readonly custom: ReadonlySet<string>;
  /** The upstream's keys of tools whose arguments lie one level down. */
  readonly wrapped: ReadonlySet<string>;
  /** The upstream's name of the tool whose arguments are the answer itself. */
  readonly outputTool: string | null;
  /** Ids of calls the client has seen; no new call may have one of them. */
  readonly usedIds: ReadonlySet<string>;
}

export interface RestorationDraft {
  readonly names: Map<string, ToolIdentity>;
  readonly custom: Set<string>;
  readonly wrapped: Set<string>;
  readonly usedIds: Set<string>;
  outputTool: string | null;
}

export function createRestorationDraft(): RestorationDraft {
  return { names: new Map(), custom: new Set(), wrapped: new Set(), usedIds: new Set(), outputTool: null };
}

/** Tools of one name in two namespaces are two. */
export function createToolKey({ name, namespace }: ToolIdentity): string {
  return namespace === undefined ? name : `${namespace}\0${name}`;
}
