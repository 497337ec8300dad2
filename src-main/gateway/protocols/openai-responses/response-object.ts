import type { AnswerContext } from '../canonical/codec';
import type { JsonRecord } from '../json/read';

/** Request fields that a response repeats, with what a response says where the request left them out. */
const ECHOED: Readonly<Record<string, unknown>> = {
  background: false,
  instructions: null,
  max_output_tokens: null,
  max_tool_calls: null,
  metadata: {},
  parallel_tool_calls: true,
  previous_response_id: null,
  prompt_cache_key: undefined,
  reasoning: { effort: null, summary: null },
  safety_identifier: undefined,
  service_tier: undefined,
  store: true,
  temperature: null,
  text: { format: { type: 'text' } },
  tool_choice: 'auto',
  tools: [],
  top_logprobs: undefined,
  top_p: null,
  truncation: 'disabled',
  user: undefined,
};

/** What of a request its response will repeat. */
export function selectEcho(body: JsonRecord): JsonRecord {
  return Object.fromEntries(
    Object.keys(ECHOED)
      .map((key) => [key, body[key]] as const)
      .filter(([, value]) => value !== undefined && value !== null),
  );
}

export interface ResponseState {
  readonly status: 'in_progress' | 'completed' | 'incomplete';
  readonly incompleteReason: string | null;
  readonly usage: object | null;
}

/** The members of a response object that change while it grows, but for `output`. */
export function createResponseHead(context: AnswerContext, id: string, state: ResponseState): object {
  return {
    id,
    object: 'response',
    created_at: context.createdAt,
    status: state.status,
    completed_at: null,
    error: null,
    incomplete_details: state.incompleteReason === null ? null : { reason: state.incompleteReason },
    model: context.request.model,
    usage: state.usage,
  };
}

/** The members that repeat the request: always the same. */
export function createResponseTail(context: AnswerContext): object {
  return { ...ECHOED, ...context.request.wants.echo };
}
