import OpenAI from 'openai';
import { describeOpenaiError } from './describe-openai-error';
import { CLIENT_MODELS, MAX_TOKENS } from './sdk-client';
import type { Answer, Connection, Question, SdkClient, Way } from './sdk-client';

/** What compatible providers add to OpenAI's own. */
interface WithReasoning {
  readonly reasoning_content?: string;
}

interface Completion {
  readonly completion: OpenAI.ChatCompletion;
  readonly thinking: string;
}

export function createOpenaiChatClient({ url, token, retries = 0 }: Connection, way: Way): SdkClient {
  const { completions } = new OpenAI({ baseURL: `${url}/v1`, apiKey: token, maxRetries: retries }).chat;

  async function send(
    params: Omit<OpenAI.ChatCompletionCreateParamsNonStreaming, 'stream'>,
  ): Promise<Completion> {
    if (way === 'whole') {
      const completion = await completions.create(params);
      const message = completion.choices[0]?.message as WithReasoning | undefined;
      return { completion, thinking: message?.reasoning_content ?? '' };
    }
    let thinking = '';
    const stream = completions.stream({ ...params, stream_options: { include_usage: true } });
    stream.on('chunk', (chunk) => {
      // The helper keeps only the last of what it does not know.
      thinking += (chunk.choices[0]?.delta as WithReasoning | undefined)?.reasoning_content ?? '';
    });
    return { completion: await stream.finalChatCompletion(), thinking };
  }

  async function ask(
    question: Question,
    messages: readonly OpenAI.ChatCompletionMessageParam[] = firstMessages(question),
  ): Promise<Answer> {
    const { completion, thinking } = await send({ ...paramsOf(question), messages: [...messages] });
    const [choice] = completion.choices;
    if (choice === undefined) throw new Error('the completion has no choice');
    // Clients that know only OpenAI's own fields do not send it back.
    const { reasoning_content: _, ...message } = choice.message as typeof choice.message & WithReasoning;
    const calls = (message.tool_calls ?? []).filter((call) => call.type === 'function');
    const { usage } = completion;
    return {
      id: completion.id,
      model: completion.model,
      text: message.content ?? '',
      thinking,
      refusal: message.refusal ?? '',
      calls: calls.map(({ id, function: { name, arguments: args } }) => ({
        id,
        name,
        args: JSON.parse(args) as unknown,
      })),
      stop: choice.finish_reason,
      usage: {
        prompt_tokens: usage?.prompt_tokens ?? 0,
        completion_tokens: usage?.completion_tokens ?? 0,
        total_tokens: usage?.total_tokens ?? 0,
        cached_tokens: usage?.prompt_tokens_details?.cached_tokens ?? 0,
        cache_write_tokens: usage?.prompt_tokens_details?.cache_write_tokens ?? 0,
        reasoning_tokens: usage?.completion_tokens_details?.reasoning_tokens ?? 0,
      },
      next: (results) =>
        ask(question, [
          ...messages,
          message,
          ...results.map((content, index) => ({
            role: 'tool' as const,
            tool_call_id: calls[index]?.id ?? '',
            content,
          })),
        ]),
    };
  }

  return { ask: (question) => ask(question), describe: describeOpenaiError };
}

function paramsOf({ tools, thinks, schema }: Question) {
  return {
    model: CLIENT_MODELS['openai-chat'],
    max_completion_tokens: MAX_TOKENS,
    ...(tools === undefined
      ? {}
      : {
          tools: tools.map((tool) => ({
            type: 'function' as const,
            function: { name: tool.name, parameters: tool.schema },
          })),
        }),
    ...(thinks === true ? { reasoning_effort: 'high' as const } : {}),
    ...(schema === undefined
      ? {}
      : {
          response_format: {
            type: 'json_schema' as const,
            json_schema: { name: 'answer', schema, strict: true },
          },
        }),
  };
}

function firstMessages({ text, system, image }: Question): OpenAI.ChatCompletionMessageParam[] {
  const content =
    image === undefined
      ? text
      : [
          {
            type: 'image_url' as const,
            image_url: { url: `data:${image.mediaType};base64,${image.data}` },
          },
          { type: 'text' as const, text },
        ];
  return [
    ...(system === undefined ? [] : [{ role: 'system' as const, content: system }]),
    { role: 'user', content },
  ];
}
