import OpenAI from 'openai';
import { describeOpenaiError, FailedResponse } from './describe-openai-error';
import { CLIENT_MODELS, MAX_TOKENS } from './sdk-client';
import type { Answer, Connection, Question, SdkClient, Way } from './sdk-client';

type Params = OpenAI.Responses.ResponseCreateParamsNonStreaming;
type Input = OpenAI.Responses.ResponseInput;

export function createOpenaiResponsesClient({ url, token, retries = 0 }: Connection, way: Way): SdkClient {
  const { responses } = new OpenAI({ baseURL: `${url}/v1`, apiKey: token, maxRetries: retries });

  const send = (params: Params): PromiseLike<OpenAI.Responses.Response> =>
    way === 'stream'
      ? responses.stream({ ...params, stream: true }).finalResponse()
      : responses.create(params);

  async function ask(question: Question, input: Input = [firstMessage(question)]): Promise<Answer> {
    const response = await send({ ...paramsOf(question), input });
    if (response.status === 'failed' || response.error !== null) {
      throw new FailedResponse(String(response.error?.code), String(response.error?.message));
    }
    const { output, usage } = response;
    const content = output.flatMap((item) => (item.type === 'message' ? item.content : []));
    const summaries = output.flatMap((item) => (item.type === 'reasoning' ? item.summary : []));
    const calls = output.filter((item) => item.type === 'function_call');
    return {
      id: response.id,
      model: response.model,
      text: content.map((part) => (part.type === 'output_text' ? part.text : '')).join(''),
      thinking: summaries.map(({ text }) => text).join(''),
      refusal: content.map((part) => (part.type === 'refusal' ? part.refusal : '')).join(''),
      calls: calls.map((call) => ({
        id: call.call_id,
        name: call.name,
        args: JSON.parse(call.arguments) as unknown,
      })),
      stop: response.incomplete_details?.reason ?? String(response.status),
      usage: {
        input_tokens: usage?.input_tokens ?? 0,
        output_tokens: usage?.output_tokens ?? 0,
        total_tokens: usage?.total_tokens ?? 0,
        cached_tokens: usage?.input_tokens_details.cached_tokens ?? 0,
        cache_write_tokens: usage?.input_tokens_details.cache_write_tokens ?? 0,
        reasoning_tokens: usage?.output_tokens_details.reasoning_tokens ?? 0,
      },
      next: (results) =>
        ask(question, [
          ...input,
          ...(output as Input),
          ...results.map((result, index) => ({
            type: 'function_call_output' as const,
            call_id: calls[index]?.call_id ?? '',
            output: result,
          })),
        ]),
    };
  }

  return { ask: (question) => ask(question), describe: describeOpenaiError };
}

/** As Codex asks: nothing is stored, so that the reasoning travels with the conversation. */
function paramsOf({ system, tools, thinks, schema }: Question): Omit<Params, 'input'> {
  return {
    model: CLIENT_MODELS['openai-responses'],
    max_output_tokens: MAX_TOKENS,
    store: false,
    include: ['reasoning.encrypted_content'],
    ...(system === undefined ? {} : { instructions: system }),
    ...(tools === undefined
      ? {}
      : {
          tools: tools.map((tool) => ({
            type: 'function' as const,
            name: tool.name,
            parameters: tool.schema,
            strict: false,
          })),
        }),
    ...(thinks === true ? { reasoning: { effort: 'high' as const, summary: 'auto' as const } } : {}),
    ...(schema === undefined
      ? {}
      : { text: { format: { type: 'json_schema' as const, name: 'answer', schema, strict: true } } }),
  };
}

function firstMessage({ text, image }: Question): Input[number] {
  if (image === undefined) return { role: 'user', content: text };
  const url = `data:${image.mediaType};base64,${image.data}`;
  return {
    role: 'user',
    content: [
      { type: 'input_image', image_url: url, detail: 'auto' },
      { type: 'input_text', text },
    ],
  };
}
