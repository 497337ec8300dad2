import type { DecodeRequestContext } from '../canonical/codec';
import type { CanonicalPart, PartOrigin } from '../canonical/part';
import type { CanonicalMessage, CanonicalTool, SystemPart } from '../canonical/request';
import { isRecord, readRecord, readText, type JsonRecord } from '../json/read';
import { addMessageItem } from './add-message-item';
import { createMessageFolder } from './create-message-folder';
import { decodeCallItem } from './decode-call-item';
import { decodeToolOutput } from './decode-content';
import { decodeReasoningItem } from './decode-reasoning-item';
import { decodeOutputFormat, decodeReasoningRequest } from './decode-settings';
import { decodeTools } from './decode-tools';
import { omitAbsent } from '../json/omit-absent';
import { describeServerItem } from './describe-server-item';
import type { InputSettings, InputState } from './input-state';
import { invalidField, requireRecord, requireText, unsupportedField } from './invalid-field';
import { createItemLabel } from './item-label';

const PROTOCOL = 'openai-responses';
/** Reasoning in a client's own history: which channel it came from is not written there. */
const UNKNOWN_ORIGIN: PartOrigin = { protocol: PROTOCOL, channelId: null, model: null };

/** What the provider ran; it is told within the assistant's turn. */
const PROVIDER_ITEMS: ReadonlySet<string> = new Set([
  'web_search_call',
  'file_search_call',
  'code_interpreter_call',
  'image_generation_call',
  'computer_call',
  'local_shell_call',
  'shell_call',
  'apply_patch_call',
  'mcp_call',
  'mcp_list_tools',
  'mcp_approval_request',
  'program',
  'program_output',
  'tool_search_call',
]);
/** What the client answered to such an item. */
const CLIENT_ITEMS: ReadonlySet<string> = new Set([
  'computer_call_output',
  'local_shell_call_output',
  'shell_call_output',
  'apply_patch_call_output',
  'mcp_approval_response',
]);

export interface DecodedInput extends InputSettings {
  readonly system: readonly SystemPart[];
  readonly messages: readonly CanonicalMessage[];
  /** Added within the input. */
  readonly tools: readonly CanonicalTool[];
}

function addOutputItem(item: JsonRecord, path: string, state: InputState): void {
  state.folder.addResult({
    type: 'toolResult',
    callId: readText(item, 'call_id') ?? '',
    content: decodeToolOutput(item['output'], `${path}.output`),
    ...omitAbsent({
      name: readText(item, 'name') ?? undefined,
      custom: item['type'] === 'custom_tool_call_output' ? true : undefined,
    }),
  });
}

function addServerItem(item: JsonRecord, byClient: boolean, state: InputState): void {
  const part: CanonicalPart = {
    type: 'serverTool',
    protocol: PROTOCOL,
    raw: item,
    digest: describeServerItem(item),
  };
  if (byClient) state.folder.addResult(part);
  else state.folder.addAssistant([part]);
}

function addTools(item: JsonRecord, path: string, state: InputState): void {
  for (const tool of decodeTools(item['tools'], `${path}.tools`)) state.tools.push(tool);
}

function updateSettings(item: JsonRecord, path: string, state: InputState): void {
  const { warn } = state.context;
  state.reasoning = decodeReasoningRequest(item['reasoning'], `${path}.reasoning`, warn, state.reasoning);
  const format = readRecord(item, 'text')?.['format'];
  if (isRecord(format)) state.format = decodeOutputFormat(format, `${path}.text.format`);
}

/** The provider's summary of what came before; in the midst of a turn it is a part of that. */
function addCompaction(item: JsonRecord, state: InputState): void {
  const part = { type: 'compaction', protocol: PROTOCOL, raw: item, text: null } as const;
  if (state.folder.inAssistantTurn()) state.folder.addAssistant([part]);
  else state.folder.addMessage({ role: 'user', parts: [part] });
}

function addOtherItem(item: JsonRecord, type: string, state: InputState): void {
  if (PROVIDER_ITEMS.has(type) || CLIENT_ITEMS.has(type))
    return addServerItem(item, CLIENT_ITEMS.has(type), state);
  // `compaction_trigger` among them: it asks the provider for something, so it stands as what the user says.
  state.folder.addMessage({
    role: 'user',
    parts: [{ type: 'opaque', protocol: PROTOCOL, raw: item, label: createItemLabel(type) }],
  });
}

function addItem(value: unknown, path: string, state: InputState): void {
  const item = requireRecord(value, path);
  // A message may leave its type out.
  const type = readText(item, 'type') ?? (item['role'] === undefined ? 'item_reference' : 'message');
  switch (type) {
    case 'message':
      return addMessageItem(item, path, state);
    case 'reasoning':
      return state.folder.addAssistant([decodeReasoningItem(item, UNKNOWN_ORIGIN)]);
    case 'function_call':
    case 'custom_tool_call':
      return state.folder.addAssistant([decodeCallItem(item, requireText(item, 'name', path))]);
    case 'function_call_output':
    case 'custom_tool_call_output':
      return addOutputItem(item, path, state);
    case 'additional_tools':
      return addTools(item, path, state);
    case 'tool_search_output':
      addTools(item, path, state);
      return addServerItem(item, item['execution'] === 'client', state);
    case 'configuration_update':
      return updateSettings(item, path, state);
    case 'compaction':
      return addCompaction(item, state);
    case 'item_reference':
      throw unsupportedField(path, 'names an item that lies at the provider; send the item itself');
    default:
      return addOtherItem(item, type, state);
  }
}

/** Reads `input`: a text, or items, which are folded into turns. */
export function decodeInput(
  input: unknown,
  settings: InputSettings,
  context: DecodeRequestContext,
): DecodedInput {
  const state: InputState = {
    folder: createMessageFolder(),
    system: [],
    tools: [],
    context,
    ...settings,
  };
  if (typeof input === 'string')
    state.folder.addMessage({ role: 'user', parts: [{ type: 'text', text: input }] });
  else if (Array.isArray(input)) input.forEach((item, index) => addItem(item, `input.${index}`, state));
  else if (input !== undefined && input !== null) throw invalidField('input', 'must be a string or an array');
  const { folder, system, tools, reasoning, format } = state;
  return { system, messages: folder.finish(), tools, reasoning, format };
}
