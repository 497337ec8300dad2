import type { CanonicalTool } from '../../protocols/canonical/request';

/** Names of the tools a request offers; those that its provider runs have the name of their kind. */
export function readToolNames(tools: readonly CanonicalTool[]): string[] {
  return tools.map((tool) => (tool.type === 'server' ? tool.server : tool.name));
}
