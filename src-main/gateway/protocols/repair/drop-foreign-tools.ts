import type { ProtocolId } from '#shared/domain/protocol';
import { GatewayError } from '../../errors';
import type { CanonicalRequest, CanonicalTool, ToolChoice } from '../canonical/request';
import { mapList } from './map-list';
import type { RepairContext, RepairPass } from './repair-pass';

type ProviderTool = Extract<CanonicalTool, { type: 'server' | 'clientBuiltin' }>;
type ServerKind = Extract<CanonicalTool, { type: 'server' }>['server'];

/** Tools of providers that a protocol can ask for at all. */
const KNOWN: Readonly<Record<ProtocolId, readonly ServerKind[]>> = {
  'anthropic-messages': ['web_search', 'web_fetch', 'code'],
  'openai-chat': ['web_search'],
  'openai-responses': ['web_search', 'code'],
  gemini: ['web_search', 'web_fetch', 'code'],
};

function isKept(tool: ProviderTool, { target }: RepairContext): boolean {
  if (tool.type === 'clientBuiltin' || tool.server === 'other') return tool.protocol === target.protocol;
  return KNOWN[target.protocol].includes(tool.server) && target.profile.serverTools.includes(tool.server);
}

function describeTool(tool: ProviderTool): string {
  const { type } = tool.raw;
  if (tool.type === 'clientBuiltin') return tool.name;
  return typeof type === 'string' && type !== '' ? type : tool.server;
}

/** OpenAI names its own tools by their type, which has versions. */
function isHostedKind(server: string, tool: ProviderTool): boolean {
  if (tool.type === 'clientBuiltin') return tool.name === server;
  if (tool.raw['type'] === server) return true;
  if (tool.server === 'web_search') return server.startsWith('web_search');
  return tool.server === 'code' && server.startsWith('code_');
}

function isDemanded(tool: ProviderTool, choice: ToolChoice | null): boolean {
  if (choice?.mode === 'hosted') return isHostedKind(choice.server, tool);
  if (choice?.mode !== 'named') return false;
  return choice.name === (tool.type === 'clientBuiltin' ? tool.name : tool.raw['name']);
}

function dropTool(tool: ProviderTool, choice: ToolChoice | null, { target, warn }: RepairContext): null {
  const what = `tools: ${describeTool(tool)} is not available at this channel of ${target.protocol}`;
  if (isDemanded(tool, choice))
    throw new GatewayError('unsupported_conversion', `${what}, but must be called.`);
  warn(`${what} and was left out.`);
  return null;
}

/** Only OpenAI Responses can demand a tool of the provider's by its type. */
function fitChoice(
  choice: ToolChoice | null,
  tools: readonly CanonicalTool[],
  { target, warn }: RepairContext,
): ToolChoice | null {
  if (choice?.mode !== 'hosted' || target.protocol === 'openai-responses') return choice;
  if (tools.length === 1) return { mode: 'required' };
  warn(`tool_choice: ${choice.server} cannot be demanded of ${target.protocol}; the model may choose.`);
  return { mode: 'auto' };
}

function demandSome(request: CanonicalRequest, tools: readonly CanonicalTool[]): void {
  if (request.toolChoice?.mode !== 'required' || tools.length > 0 || request.tools.length === 0) return;
  throw new GatewayError(
    'unsupported_conversion',
    'tool_choice: a tool must be called, but this channel has none of those offered.',
  );
}

/**
 * Leaves out tools that only another provider has, and with the last tool whatever is said of tools: several providers
 * refuse a choice between none.
 * @throws {GatewayError} `unsupported_conversion` when such a tool must be called, or when there are too many tools
 */
export const dropForeignTools: RepairPass = (request, context) => {
  const tools = mapList(request.tools, (tool) => {
    if (tool.type === 'function' || tool.type === 'custom' || isKept(tool, context)) return tool;
    return dropTool(tool, request.toolChoice, context);
  });
  demandSome(request, tools);
  const { maxTools } = context.target.profile;
  if (maxTools !== null && tools.length > maxTools) {
    throw new GatewayError('unsupported_conversion', `tools: this channel takes at most ${maxTools} tools.`);
  }
  const none = tools.length === 0;
  const toolChoice = none ? null : fitChoice(request.toolChoice, tools, context);
  const parallelTools = none ? null : request.parallelTools;
  const same = tools === request.tools && toolChoice === request.toolChoice;
  return same && parallelTools === request.parallelTools
    ? request
    : { ...request, tools, toolChoice, parallelTools };
};
