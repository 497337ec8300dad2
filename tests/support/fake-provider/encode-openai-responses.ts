import { describeFailure } from './describe-failure';
import { mintId } from './encoder';
import type { EncodeContext, ProtocolEncoder, StreamEvent, StreamEventRole } from './encoder';
import { asObject } from './json';
import type { JsonObject } from './json';
import { outputItems } from './openai-responses-items';
import type { OutputItem } from './openai-responses-items';
import type { ReplyUsage, ResolvedReply } from './reply';

const RESPONSE_ID_LENGTH = 32;

/** Fields of the request that the answer repeats, with what OpenAI writes when the request left them out. */
const ECHOED: JsonObject = {
  background: false,
  instructions: null,
  max_output_tokens: null,
  max_tool_calls: null,
  metadata: {},
  parallel_tool_calls: true,
  previous_response_id: null,
  prompt_cache_key: null,
  safety_identifier: null,
  service_tier: 'default',
  store: true,
  temperature: 1,
  text: { format: { type: 'text' }, verbosity: 'medium' },
  tool_choice: 'auto',
  tools: [],
  top_logprobs: 0,
  top_p: 1,
  truncation: 'disabled',
  user: null,
};

export const openaiResponsesEncoder: ProtocolEncoder = {
  body: (reply, context) => finishedResponse(reply, context, outputItems(reply, context)),

  stream: (reply, context) => {
    const items = outputItems(reply, context);
    const started = response(context, { status: 'in_progress' });
    const finished = finishedResponse(reply, context, items);
    const drafts: Draft[] = [
      { type: 'response.created', fields: { response: started }, role: 'preamble' },
      { type: 'response.in_progress', fields: { response: started }, role: 'preamble' },
      ...items.flatMap((item, index) => itemDrafts(item, index)),
      { type: `response.${String(finished['status'])}`, fields: { response: finished }, role: 'terminal' },
    ];
    return drafts.map((draft, number) => event(draft, number));
  },

  errorEvent: (failure, context, position) => {
    const error = asObject(describeFailure('openai-responses', failure).body['error']);
    const code = error['code'] ?? 'server_error';
    if (position === 0) {
      const fields = { code, message: error['message'], param: null };
      return event({ type: 'error', fields, role: 'terminal' }, 0).text;
    }
    const failed = response(context, { status: 'failed', error: { code, message: error['message'] } });
    return event({ type: 'response.failed', fields: { response: failed }, role: 'terminal' }, position).text;
  },
};

interface Draft {
  readonly type: string;
  readonly fields: JsonObject;
  readonly role: StreamEventRole;
}

function itemDrafts(item: OutputItem, index: number): Draft[] {
  return [
    { type: 'response.output_item.added', fields: { item: item.added }, role: 'content' as const },
    ...item.events.map(({ type, ...fields }) => ({
      type: `response.${type}`,
      fields: { item_id: item.done['id'], ...fields },
      role: 'content' as const,
    })),
    { type: 'response.output_item.done', fields: { item: item.done }, role: 'content' as const },
  ].map((draft) => ({ ...draft, fields: { output_index: index, ...draft.fields } }));
}

function event({ type, fields, role }: Draft, number: number): StreamEvent {
  const data = { type, sequence_number: number, ...fields };
  return { text: `event: ${type}\ndata: ${JSON.stringify(data)}\n\n`, role };
}

function finishedResponse(
  reply: ResolvedReply,
  context: EncodeContext,
  items: readonly OutputItem[],
): JsonObject {
  const cutShort = reply.stop === 'length';
  return response(context, {
    status: cutShort ? 'incomplete' : 'completed',
    completed_at: cutShort ? null : context.createdAt + 1,
    incomplete_details: cutShort ? { reason: 'max_output_tokens' } : null,
    output: items.map((item) => item.done),
    usage: usageObject(reply.usage),
  });
}

function response(context: EncodeContext, fields: JsonObject): JsonObject {
  const echoed = Object.entries(ECHOED).map(([name, fallback]) => [name, context.request[name] ?? fallback]);
  return {
    id: mintId('resp_', RESPONSE_ID_LENGTH, context.ordinal),
    object: 'response',
    created_at: context.createdAt,
    completed_at: null,
    error: null,
    incomplete_details: null,
    model: context.model,
    output: [],
    usage: null,
    ...Object.fromEntries(echoed),
    reasoning: { effort: null, summary: null, ...asObject(context.request['reasoning']) },
    ...fields,
  };
}

function usageObject(usage: ReplyUsage): JsonObject {
  return {
    input_tokens: usage.input,
    input_tokens_details: { cached_tokens: usage.cacheRead, cache_write_tokens: usage.cacheWrite },
    output_tokens: usage.output,
    output_tokens_details: { reasoning_tokens: usage.reasoning },
    total_tokens: usage.input + usage.output,
  };
}
