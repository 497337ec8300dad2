/**
 * What a request says, whatever protocol it speaks: a line for each text, call and result in their order, then one for
 * each tool. Ids of calls may differ between protocols, and become the number of their call.
 */
export type Conversation = readonly (readonly string[])[];

type Json = Record<string, unknown>;

/** A request of Anthropic's Messages API. */
export function listAnthropicConversation(body: Json): Conversation {
  const { lines, number } = createLines();
  for (const block of asArray(body['system'])) lines.push(['system', asText(block['text'])]);
  for (const { role, content } of asArray(body['messages'])) {
    if (typeof content === 'string') lines.push([asText(role), content]);
    for (const block of asArray(content)) {
      switch (block['type']) {
        case 'text':
          lines.push([asText(role), asText(block['text'])]);
          break;
        case 'tool_use':
          lines.push(['call', number(block['id']), asText(block['name']), JSON.stringify(block['input'])]);
          break;
        case 'tool_result':
          lines.push(['result', number(block['tool_use_id']), asText(block['content'])]);
          break;
      }
    }
  }
  for (const tool of asArray(body['tools'])) {
    lines.push([
      'tool',
      asText(tool['name']),
      asText(tool['description']),
      JSON.stringify(tool['input_schema']),
    ]);
  }
  return lines;
}

/**
 * The same request in Chat Completions.
 *
 * @throws {SyntaxError} when the arguments of a call are no JSON
 */
export function listChatConversation(body: Json): Conversation {
  const { lines, number } = createLines();
  for (const message of asArray(body['messages'])) {
    const { role, content } = message;
    const texts = typeof content === 'string' ? [content] : asArray(content).map(({ text }) => asText(text));
    if (role === 'tool') lines.push(['result', number(message['tool_call_id']), texts.join('')]);
    else for (const text of texts) if (text !== '') lines.push([asText(role), text]);
    for (const { id, function: called } of asArray(message['tool_calls'])) {
      const { name, arguments: input } = asObject(called);
      lines.push(['call', number(id), asText(name), JSON.stringify(JSON.parse(asText(input)))]);
    }
  }
  for (const tool of asArray(body['tools'])) {
    const { name, description, parameters } = asObject(tool['function']);
    lines.push(['tool', asText(name), asText(description), JSON.stringify(parameters)]);
  }
  return lines;
}

function createLines() {
  const lines: string[][] = [];
  const ids = new Map<unknown, string>();
  return {
    lines,
    number(id: unknown): string {
      const known = ids.get(id);
      if (known !== undefined) return known;
      const next = String(ids.size);
      ids.set(id, next);
      return next;
    },
  };
}

function asArray(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.map(asObject) : [];
}

function asObject(value: unknown): Json {
  return typeof value === 'object' && value !== null ? (value as Json) : {};
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}
