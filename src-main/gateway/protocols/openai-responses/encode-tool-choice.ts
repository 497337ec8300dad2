import type { Warn } from '../canonical/codec';
import type { CanonicalRequest } from '../canonical/request';
import { omitAbsent } from '../json/omit-absent';

function findType({ tools }: CanonicalRequest, name: string, namespace?: string): 'function' | 'custom' {
  const found = tools.find(
    (tool) =>
      (tool.type === 'function' || tool.type === 'custom') &&
      tool.name === name &&
      (namespace === undefined || tool.namespace === namespace),
  );
  return found?.type === 'custom' ? 'custom' : 'function';
}

/** What other protocols' own tools are called here. */
function mapHosted(server: string): string {
  if (server.startsWith('web_search')) return 'web_search';
  return server.startsWith('code_') ? 'code_interpreter' : server;
}

function encodeAllowed(request: CanonicalRequest, name: string): object {
  const hosted = request.tools.some((tool) => tool.type === 'server' && tool.raw['type'] === name);
  return hosted ? { type: name } : { type: findType(request, name), name };
}

/**
 * `tool_choice`; undefined when there is none, or no tool to choose: a choice without tools is refused by many.
 *
 * @param tools as they will be sent
 */
export function encodeToolChoice(request: CanonicalRequest, tools: readonly object[], warn: Warn): unknown {
  const choice = request.toolChoice;
  if (choice === null || tools.length === 0) return undefined;
  switch (choice.mode) {
    case 'auto':
    case 'none':
    case 'required':
      return choice.mode;
    case 'named': {
      const { name, namespace } = choice;
      return { type: findType(request, name, namespace), name, ...omitAbsent({ namespace }) };
    }
    case 'allowed':
      return {
        type: 'allowed_tools',
        mode: choice.required ? 'required' : 'auto',
        tools: choice.names.map((name) => encodeAllowed(request, name)),
      };
    case 'hosted': {
      const type = request.origin.protocol === 'openai-responses' ? choice.server : mapHosted(choice.server);
      if (tools.some((tool) => 'type' in tool && tool.type === type)) return { type };
      if (tools.length === 1) return 'required';
      warn(`tool_choice: ${choice.server} cannot be forced and was left to the model.`);
      return 'auto';
    }
  }
}
