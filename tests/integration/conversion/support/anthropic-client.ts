import Anthropic, { APIConnectionError, APIError } from '@anthropic-ai/sdk';
import { CLIENT_MODELS, MAX_TOKENS } from './sdk-client';
import type { Answer, Connection, Question, Refusal, SdkClient, Way } from './sdk-client';

const THINKING_BUDGET = 2000;

export function createAnthropicClient({ url, token, retries = 0 }: Connection, way: Way): SdkClient {
  const client = new Anthropic({ baseURL: url, apiKey: token, maxRetries: retries });

  const send = (params: Anthropic.MessageCreateParamsNonStreaming): PromiseLike<Anthropic.Message> =>
    way === 'stream' ? client.messages.stream(params).finalMessage() : client.messages.create(params);

  async function ask(
    question: Question,
    messages: readonly Anthropic.MessageParam[] = [firstMessage(question)],
  ): Promise<Answer> {
    const message = await send({ ...paramsOf(question), messages: [...messages] });
    const { usage } = message;
    const calls = message.content.filter((block) => block.type === 'tool_use');
    return {
      id: message.id,
      model: message.model,
      text: message.content.map((block) => (block.type === 'text' ? block.text : '')).join(''),
      thinking: message.content.map((block) => (block.type === 'thinking' ? block.thinking : '')).join(''),
      refusal: message.stop_reason === 'refusal' ? 'refusal' : '',
      calls: calls.map(({ id, name, input }) => ({ id, name, args: input })),
      stop: String(message.stop_reason),
      usage: {
        input_tokens: usage.input_tokens,
        cache_read_input_tokens: usage.cache_read_input_tokens ?? 0,
        cache_creation_input_tokens: usage.cache_creation_input_tokens ?? 0,
        output_tokens: usage.output_tokens,
        thinking_tokens: usage.output_tokens_details?.thinking_tokens ?? 0,
      },
      next: (results) =>
        ask(question, [
          ...messages,
          { role: 'assistant', content: message.content },
          {
            role: 'user',
            content: results.map((content, index) => ({
              type: 'tool_result',
              tool_use_id: calls[index]?.id ?? '',
              content,
            })),
          },
        ]),
    };
  }

  return { ask: (question) => ask(question), describe };
}

function paramsOf({ system, tools, thinks, schema }: Question) {
  return {
    model: CLIENT_MODELS['anthropic-messages'],
    max_tokens: MAX_TOKENS,
    ...(system === undefined ? {} : { system }),
    ...(tools === undefined
      ? {}
      : {
          tools: tools.map((tool) => ({
            name: tool.name,
            input_schema: { ...tool.schema, type: 'object' as const },
          })),
        }),
    ...(thinks === true ? { thinking: { type: 'enabled' as const, budget_tokens: THINKING_BUDGET } } : {}),
    ...(schema === undefined ? {} : { output_config: { format: { type: 'json_schema' as const, schema } } }),
  };
}

function firstMessage({ text, image }: Question): Anthropic.MessageParam {
  if (image === undefined) return { role: 'user', content: text };
  const source = { type: 'base64' as const, media_type: image.mediaType, data: image.data };
  return {
    role: 'user',
    content: [
      { type: 'image', source },
      { type: 'text', text },
    ],
  };
}

function describe(error: unknown): Refusal {
  if (!(error instanceof APIError)) throw error;
  const { error: told } = (error.error ?? {}) as { error?: { type?: string; message?: string } };
  return {
    error,
    status: error instanceof APIConnectionError ? null : (error.status ?? null),
    word: told?.type ?? null,
    message: told?.message ?? error.message,
    retryAfterSeconds: numberIn(error.headers?.get('retry-after')),
  };
}

export function numberIn(text: string | null | undefined): number | null {
  return text === null || text === undefined ? null : Number(text);
}
