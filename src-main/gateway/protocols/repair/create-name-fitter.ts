import type { EncodeTarget } from '../canonical/codec';
import type { CanonicalTool } from '../canonical/request';
import { fitToolName } from '../tools/fit-tool-name';
import { createToolKey, type ToolIdentity } from './restoration';

/** A tool as the upstream is told of it. */
export type FitName = (tool: ToolIdentity) => ToolIdentity;

/** Namespaces are known to OpenAI Responses only; Codex writes some with the separator at their end. */
function flatten({ name, namespace }: ToolIdentity): string {
  if (namespace === undefined) return name;
  return namespace.endsWith('__') ? `${namespace}${name}` : `${namespace}__${name}`;
}

/**
 * Names for one request: the same for a tool wherever it is named, and never the same for two. Tools whose names can stay
 * keep them, whatever others want to be called.
 */
export function createNameFitter(
  tools: readonly CanonicalTool[],
  target: EncodeTarget,
  onRename: (upstream: ToolIdentity, original: ToolIdentity) => void,
): FitName {
  const fitted = new Map<string, ToolIdentity>();
  const taken = new Set<string>();
  const keepsNamespaces = target.protocol === 'openai-responses';

  function createIdentity(tool: ToolIdentity, round: number): ToolIdentity {
    const keeps = keepsNamespaces && tool.namespace !== undefined;
    const name = fitToolName(keeps ? tool.name : flatten(tool), target, round);
    return keeps && tool.namespace !== undefined ? { name, namespace: tool.namespace } : { name };
  }

  function fit(tool: ToolIdentity): ToolIdentity {
    const key = createToolKey(tool);
    const known = fitted.get(key);
    if (known !== undefined) return known;
    let identity = createIdentity(tool, 0);
    for (let round = 1; taken.has(createToolKey(identity)); round += 1)
      identity = createIdentity(tool, round);
    taken.add(createToolKey(identity));
    fitted.set(key, identity);
    if (createToolKey(identity) !== key) onRename(identity, tool);
    return identity;
  }

  for (const tool of tools) {
    if (tool.type === 'server') continue;
    const identity = tool.type === 'clientBuiltin' ? { name: tool.name } : tool;
    if (createToolKey(createIdentity(identity, 0)) === createToolKey(identity)) fit(identity);
  }
  return fit;
}
