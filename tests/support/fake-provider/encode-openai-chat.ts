import { describeFailure } from './describe-failure';
import { mintId } from './encoder';
import type { EncodeContext, ProtocolEncoder, StreamEvent, StreamEventRole } from './encoder';
import { asObject } from './json';
import type { JsonObject } from './json';
import type { ReplyStop, ReplyUsage, ResolvedPart, ResolvedReply } from './reply';
import { splitText } from './split-text';

const ID_LENGTH = 24;
const FINGERPRINT = 'fp_fake000001';

const FINISH_REASONS: Record<ReplyStop, string> = {
  stop: 'stop',
  length: 'length',
  tool_calls: 'tool_calls',
  refusal: 'stop',
};

/** Reasoning is spelled `reasoning_content`, as the compatible providers do; OpenAI itself does not show it here. */
export const openaiChatEncoder: ProtocolEncoder = {
  body: (reply, context) => ({
    ...envelope('chat.completion', context),
    choices: [
      {
        index: 0,
        message: message(reply, context),
        logprobs: null,
        finish_reason: FINISH_REASONS[reply.stop],
      },
    ],
    usage: usageObject(reply.usage),
  }),

  stream: (reply, context) => {
    const asksForUsage = asObject(context.request['stream_options'])['include_usage'] === true;
    const chunk = (delta: JsonObject, role: StreamEventRole, finish: string | null = null): StreamEvent => ({
      text: frame({
        ...envelope('chat.completion.chunk', context),
        choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
        ...(asksForUsage ? { usage: null } : {}),
      }),
      role,
    });
    const usageChunk = {
      ...envelope('chat.completion.chunk', context),
      choices: [],
      usage: usageObject(reply.usage),
    };
    return [
      chunk({ role: 'assistant', content: '', refusal: null }, 'preamble'),
      ...contentDeltas(reply, context).map((delta) => chunk(delta, 'content')),
      chunk({}, 'closing', FINISH_REASONS[reply.stop]),
      ...(asksForUsage ? [{ text: frame(usageChunk), role: 'closing' as const }] : []),
      { text: 'data: [DONE]\n\n', role: 'terminal' },
    ];
  },

  errorEvent: (failure) => frame(describeFailure('openai-chat', failure).body),
};

function frame(value: unknown): string {
  return `data: ${JSON.stringify(value)}\n\n`;
}

function envelope(object: string, context: EncodeContext): JsonObject {
  return {
    id: mintId('chatcmpl-', ID_LENGTH, context.ordinal),
    object,
    created: context.createdAt,
    model: context.model,
    service_tier: 'default',
    system_fingerprint: FINGERPRINT,
  };
}

function message(reply: ResolvedReply, context: EncodeContext): JsonObject {
  const spoken = joined(reply.parts, 'text');
  const reasoning = joined(reply.parts, 'thinking');
  const calls = toolCalls(reply, context).map(({ id, part }) => callObject(id, part.name, part.argsText));
  const refuses = reply.stop === 'refusal';
  return {
    role: 'assistant',
    content: refuses || (spoken === '' && calls.length > 0) ? null : spoken,
    refusal: refuses ? spoken : null,
    annotations: [],
    ...(reasoning === '' ? {} : { reasoning_content: reasoning }),
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
  };
}

function joined(parts: readonly ResolvedPart[], kind: 'text' | 'thinking'): string {
  return parts.map((part) => (part.kind === kind ? part.text : '')).join('');
}

function toolCalls(reply: ResolvedReply, context: EncodeContext) {
  return reply.parts
    .filter((part) => part.kind === 'toolCall')
    .map((part, index) => ({
      part,
      index,
      id: part.id ?? mintId('call_', ID_LENGTH, context.ordinal, index),
    }));
}

function callObject(id: string, name: string, args: string): JsonObject {
  return { id, type: 'function', function: { name, arguments: args } };
}

function contentDeltas(reply: ResolvedReply, context: EncodeContext): JsonObject[] {
  const calls = toolCalls(reply, context);
  return reply.parts.flatMap((part): JsonObject[] => {
    if (part.kind !== 'toolCall') {
      const field = part.kind === 'thinking' ? 'reasoning_content' : textField(reply.stop);
      return splitText(part.text, reply.chunks).map((text) => ({ [field]: text }));
    }
    return calls
      .filter((call) => call.part === part)
      .flatMap(({ id, index }) => [
        { tool_calls: [{ index, ...callObject(id, part.name, '') }] },
        ...splitText(part.argsText, reply.chunks).map((text) => ({
          tool_calls: [{ index, function: { arguments: text } }],
        })),
      ]);
  });
}

function textField(stop: ReplyStop): string {
  return stop === 'refusal' ? 'refusal' : 'content';
}

function usageObject(usage: ReplyUsage): JsonObject {
  return {
    prompt_tokens: usage.input,
    completion_tokens: usage.output,
    total_tokens: usage.input + usage.output,
    prompt_tokens_details: {
      cached_tokens: usage.cacheRead,
      audio_tokens: 0,
      ...(usage.cacheWrite > 0 ? { cache_write_tokens: usage.cacheWrite } : {}),
    },
    completion_tokens_details: {
      reasoning_tokens: usage.reasoning,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}
