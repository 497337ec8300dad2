import type { ProtocolId } from '#shared/domain/protocol';
import { asObjects, asString } from './json';
import type { JsonObject } from './json';

/** Google takes it for a signature that was lost. */
const SKIP_SIGNATURE = 'skip_thought_signature_validator';
const UNEQUAL_CALLS =
  'Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn.';

/**
 * The rules of a history that the real services enforce and that converters break: every call has its result and every
 * result its call, and thinking comes back as it was signed. The answer is the provider's message, or null.
 */
export function checkConversation(
  protocol: ProtocolId,
  body: JsonObject,
  /** The one that reasoning may carry. */
  signature: string,
): string | null {
  switch (protocol) {
    case 'anthropic-messages':
      return checkAnthropic(asObjects(body['messages']), signature);
    case 'openai-chat':
      return checkOpenaiChat(asObjects(body['messages']));
    case 'openai-responses':
      // With a previous response the calls are in the service's own memory.
      return typeof body['previous_response_id'] === 'string'
        ? null
        : checkOpenaiResponses(asObjects(body['input']), signature);
    case 'gemini':
      return checkGemini(asObjects(body['contents']), signature);
  }
}

function checkAnthropic(all: readonly JsonObject[], signature: string): string | null {
  const messages = all.filter((message) => message['role'] !== 'system');
  for (const [index, message] of messages.entries()) {
    const blocks = asObjects(message['content']);
    const calls = idsOf(blocks, 'tool_use', 'id');
    const answered = idsOf(asObjects(messages[index + 1]?.['content']), 'tool_result', 'tool_use_id');
    const open = calls.filter((id) => !answered.includes(id));
    if (open.length > 0) {
      return `messages.${index}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${open.join(', ')}.`;
    }
    const asked = idsOf(asObjects(messages[index - 1]?.['content']), 'tool_use', 'id');
    const orphan = idsOf(blocks, 'tool_result', 'tool_use_id').find((id) => !asked.includes(id));
    if (orphan !== undefined) {
      return `messages.${index}.content: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${orphan}.`;
    }
    const foreign = blocks.findIndex(
      (block) => block['type'] === 'thinking' && block['signature'] !== signature,
    );
    if (foreign !== -1) {
      return `messages.${index}.content.${foreign}: Invalid \`signature\` in \`thinking\` block`;
    }
  }
  return null;
}

function idsOf(blocks: readonly JsonObject[], type: string, field: string): string[] {
  return blocks.filter((block) => block['type'] === type).map((block) => asString(block[field]));
}

function checkOpenaiChat(messages: readonly JsonObject[]): string | null {
  let open: string[] = [];
  for (const message of messages) {
    if (message['role'] === 'tool') {
      const id = asString(message['tool_call_id']);
      if (!open.includes(id)) {
        return "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.";
      }
      open = open.filter((other) => other !== id);
    } else {
      if (open.length > 0) return unanswered(open);
      open = asObjects(message['tool_calls']).map((call) => asString(call['id']));
    }
  }
  return open.length > 0 ? unanswered(open) : null;
}

function unanswered(ids: readonly string[]): string {
  return `An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: ${ids.join(', ')}`;
}

function checkOpenaiResponses(items: readonly JsonObject[], signature: string): string | null {
  const foreign = items.find(
    ({ type, encrypted_content: content }) =>
      type === 'reasoning' && typeof content === 'string' && content !== signature,
  );
  if (foreign) return `The encrypted content for item ${asString(foreign['id'])} could not be verified.`;
  const calls = new Set(idsOf(items, 'function_call', 'call_id'));
  const outputs = new Set(idsOf(items, 'function_call_output', 'call_id'));
  const open = [...calls].find((id) => !outputs.has(id));
  if (open !== undefined) return `No tool output found for function call ${open}.`;
  const orphan = [...outputs].find((id) => !calls.has(id));
  return orphan === undefined ? null : `No tool call found for function call output with call_id ${orphan}.`;
}

/** Counted by turn: Google's own chat class keeps each streamed chunk as a content of its own. */
function checkGemini(contents: readonly JsonObject[], signature: string): string | null {
  const signed = contents.flatMap((content) => asObjects(content['parts']));
  const known = new Set<unknown>([undefined, signature, SKIP_SIGNATURE]);
  if (signed.some((part) => !known.has(part['thoughtSignature']))) return 'Thought signature is not valid.';
  let open = 0;
  for (const turn of joinTurns(contents)) {
    if (countParts(turn, 'functionResponse') !== open) return UNEQUAL_CALLS;
    open = countParts(turn, 'functionCall');
  }
  return open > 0 ? UNEQUAL_CALLS : null;
}

function joinTurns(contents: readonly JsonObject[]): JsonObject[] {
  const turns: { role: unknown; parts: JsonObject[] }[] = [];
  for (const content of contents) {
    const last = turns.at(-1);
    if (last && last.role === content['role']) last.parts.push(...asObjects(content['parts']));
    else turns.push({ role: content['role'], parts: [...asObjects(content['parts'])] });
  }
  return turns;
}

function countParts(turn: JsonObject, key: string): number {
  return asObjects(turn['parts']).filter((part) => key in part).length;
}
