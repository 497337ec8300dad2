import type { CanonicalPart, ToolCallPart, ToolResultPart } from '../canonical/part';
import type { CanonicalRequest, CanonicalTool, ToolChoice } from '../canonical/request';
import { createNameFitter, type FitName } from './create-name-fitter';
import { mapList, mapParts, withMessages } from './map-list';
import type { RepairContext, RepairPass } from './repair-pass';
import { createToolKey, type ToolIdentity } from './restoration';

type OwnTool = Extract<CanonicalTool, { type: 'function' | 'custom' }>;

function isOwn(tool: CanonicalTool): tool is OwnTool {
  return tool.type === 'function' || tool.type === 'custom';
}

function rename<T extends ToolIdentity>(tool: T, fit: FitName): T {
  const { name, namespace } = fit(tool);
  if (name === tool.name && namespace === tool.namespace) return tool;
  const { namespace: _namespace, ...rest } = tool;
  return { ...rest, name, ...(namespace === undefined ? {} : { namespace }) } as T;
}

/** Two tools of one name are refused; the first is the one meant. */
function fitTools(
  request: CanonicalRequest,
  fit: FitName,
  { warn }: RepairContext,
): readonly CanonicalTool[] {
  const seen = new Set<string>();
  return mapList(request.tools, (tool) => {
    if (!isOwn(tool)) return tool;
    const key = createToolKey(tool);
    if (seen.has(key)) {
      warn(`tools: a second tool called ${tool.name} was left out.`);
      return null;
    }
    seen.add(key);
    return rename(tool, fit);
  });
}

/** Where a choice names a tool without its namespace, the tool it must mean. */
function createFinder(tools: readonly CanonicalTool[]): (name: string) => ToolIdentity {
  const byName = new Map<string, ToolIdentity>();
  for (const tool of tools.filter(isOwn)) {
    if (tool.namespace === undefined || !byName.has(tool.name)) byName.set(tool.name, tool);
  }
  return (name) => byName.get(name) ?? { name };
}

function fitChoice(request: CanonicalRequest, fit: FitName): ToolChoice | null {
  const choice = request.toolChoice;
  const find = createFinder(request.tools);
  if (choice?.mode === 'named') {
    const isProviders = request.tools.some((tool) => !isOwn(tool) && tool.raw['name'] === choice.name);
    if (isProviders) return choice;
    return rename(choice, (named) => fit(named.namespace === undefined ? find(named.name) : named));
  }
  if (choice?.mode !== 'allowed') return choice;
  const names = mapList(choice.names, (name) => fit(find(name)).name);
  return names === choice.names ? choice : { ...choice, names };
}

/** Google matches results by name too, so theirs is the call's. */
function fitResult(
  result: ToolResultPart,
  call: ToolCallPart | undefined,
  context: RepairContext,
): ToolResultPart {
  const needed = context.target.protocol === 'gemini' || result.name !== undefined;
  if (call === undefined || !needed || result.name === call.name) return result;
  return { ...result, name: call.name };
}

function fitMessages(request: CanonicalRequest, fit: FitName, context: RepairContext): CanonicalRequest {
  const calls = new Map<string, ToolCallPart>();
  const fitPart = (part: CanonicalPart): CanonicalPart => {
    if (part.type === 'toolResult') return fitResult(part, calls.get(part.callId), context);
    if (part.type !== 'toolCall') return part;
    const call = rename(part, fit);
    calls.set(call.id, call);
    return call;
  };
  return withMessages(
    request,
    mapList(request.messages, (message) => mapParts(message, fitPart)),
  );
}

/** Gives tools names the target takes, in the list of tools, the history and the choice alike. */
export const fitNames: RepairPass = (request, context) => {
  const fit = createNameFitter(request.tools, context.target, (upstream, original) => {
    const { name, namespace } = original;
    context.draft.names.set(
      createToolKey(upstream),
      namespace === undefined ? { name } : { name, namespace },
    );
  });
  const tools = fitTools(request, fit, context);
  const toolChoice = fitChoice(request, fit);
  const fitted = fitMessages(request, fit, context);
  const same = tools === request.tools && toolChoice === request.toolChoice;
  return same ? fitted : { ...fitted, tools, toolChoice };
};
