import { asObject, asObjects, asString, isObject } from './json';
import type { JsonObject } from './json';
import type { RecordedRequest } from './recorded-request';

export interface ToolCall {
  /** Empty with gemini where the client sends none. */
  readonly id: string;
  readonly name: string;
  /** Empty where they are no JSON. */
  readonly args: JsonObject;
}

export interface ToolResult {
  /** The call's id; with gemini its name where the client sends no id. */
  readonly id: string;
  readonly text: string;
}

/** What a scripted agent needs to know of a request, the same for all protocols. */
export interface Conversation {
  readonly toolNames: readonly string[];
  /** All calls in the history, oldest first. */
  readonly toolCalls: readonly ToolCall[];
  /** All results in the history, oldest first. */
  readonly toolResults: readonly ToolResult[];
  /** Text of the last message that the user wrote, tool results not counted. */
  readonly lastUserText: string;
}

export function readConversation(request: RecordedRequest): Conversation {
  const body = asObject(request.json);
  switch (request.protocol) {
    case 'anthropic-messages':
      return readAnthropic(body);
    case 'openai-chat':
      return readOpenaiChat(body);
    case 'openai-responses':
      return readOpenaiResponses(body);
    case 'gemini':
      return readGemini(body);
    case null:
      return { toolNames: [], toolCalls: [], toolResults: [], lastUserText: '' };
  }
}

function readAnthropic(body: JsonObject): Conversation {
  const messages = asObjects(body['messages']);
  const blocks = messages.flatMap((message) => asObjects(message['content']));
  const results = blocks.filter((block) => block['type'] === 'tool_result');
  return {
    toolNames: names(asObjects(body['tools'])),
    toolCalls: blocks
      .filter((block) => block['type'] === 'tool_use')
      .map(({ id, name, input }) => ({ id: asString(id), name: asString(name), args: asObject(input) })),
    toolResults: results.map((block) => ({
      id: asString(block['tool_use_id']),
      text: textOf(block['content']),
    })),
    lastUserText: lastText(messages),
  };
}

function readOpenaiChat(body: JsonObject): Conversation {
  const messages = asObjects(body['messages']);
  const results = messages.filter((message) => message['role'] === 'tool');
  return {
    toolNames: names(asObjects(body['tools']).map((tool) => asObject(tool['function']))),
    toolCalls: messages
      .flatMap((message) => asObjects(message['tool_calls']))
      .map(({ id, function: called }) => textCall(id, asObject(called))),
    toolResults: results.map((message) => ({
      id: asString(message['tool_call_id']),
      text: textOf(message['content']),
    })),
    lastUserText: lastText(messages),
  };
}

function readOpenaiResponses(body: JsonObject): Conversation {
  const input = asObjects(body['input']);
  const results = input.filter((item) => asString(item['type']).endsWith('_call_output'));
  return {
    toolNames: names(asObjects(body['tools'])),
    toolCalls: input
      .filter((item) => item['type'] === 'function_call')
      .map((item) => textCall(item['call_id'], item)),
    toolResults: results.map((item) => ({ id: asString(item['call_id']), text: textOf(item['output']) })),
    lastUserText: typeof body['input'] === 'string' ? body['input'] : lastText(input),
  };
}

function readGemini(body: JsonObject): Conversation {
  const contents = asObjects(body['contents']);
  const parts = contents.flatMap((content) => asObjects(content['parts']));
  const results = parts.map((part) => part['functionResponse']).filter((response) => isObject(response));
  const messages = contents.map((content) => ({
    role: content['role'] ?? 'user',
    content: content['parts'],
  }));
  return {
    toolNames: names(asObjects(body['tools']).flatMap((tool) => asObjects(tool['functionDeclarations']))),
    toolCalls: parts
      .map((part) => part['functionCall'])
      .filter((call) => isObject(call))
      .map(({ id, name, args }) => ({ id: asString(id), name: asString(name), args: asObject(args) })),
    toolResults: results.map((response) => ({
      id: asString(response['id'] ?? response['name']),
      text: JSON.stringify(response['response'] ?? null),
    })),
    lastUserText: lastText(messages),
  };
}

/** A call whose arguments are JSON text. */
function textCall(id: unknown, { name, arguments: args }: JsonObject): ToolCall {
  return { id: asString(id), name: asString(name), args: parseObject(asString(args)) };
}

function parseObject(text: string): JsonObject {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return {};
  }
}

function names(tools: readonly JsonObject[]): string[] {
  return tools.map((tool) => asString(tool['name'])).filter((name) => name !== '');
}

function lastText(messages: readonly JsonObject[]): string {
  const texts = messages
    .filter((message) => message['role'] === 'user')
    .map((message) => textOf(message['content']));
  return texts.findLast((text) => text !== '') ?? '';
}

/** The text of a string, or of a list of parts that have a `text`. */
function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  return asObjects(content)
    .map((part) => asString(part['text']))
    .join('');
}
