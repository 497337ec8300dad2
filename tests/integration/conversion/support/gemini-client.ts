import { ApiError, createPartFromFunctionResponse, GoogleGenAI } from '@google/genai';
import type { Content, GenerateContentConfig, GenerateContentResponse, Part } from '@google/genai';
import { collect } from '../../sdk/error-of';
import { CLIENT_MODELS, MAX_TOKENS } from './sdk-client';
import type { Answer, Connection, Question, Refusal, SdkClient, Way } from './sdk-client';

interface GoogleError {
  readonly error?: {
    readonly status?: string;
    readonly message?: string;
    readonly details?: readonly { readonly retryDelay?: string }[];
  };
}

export function createGeminiClient({ url, token, retries = 0 }: Connection, way: Way): SdkClient {
  const { models } = new GoogleGenAI({
    apiKey: token,
    httpOptions: { baseUrl: url, retryOptions: { attempts: retries + 1, initialDelay: 0.001 } },
  });

  /** The chunks of a stream; an answer in one piece is one chunk. */
  async function send(
    contents: Content[],
    config: GenerateContentConfig,
  ): Promise<GenerateContentResponse[]> {
    const params = { model: CLIENT_MODELS.gemini, contents, config };
    return way === 'stream'
      ? collect(await models.generateContentStream(params))
      : [await models.generateContent(params)];
  }

  async function ask(
    question: Question,
    contents: readonly Content[] = [firstContent(question)],
  ): Promise<Answer> {
    const chunks = await send([...contents], configOf(question));
    const parts = chunks.flatMap((chunk) => chunk.candidates?.[0]?.content?.parts ?? []);
    const calls = parts.flatMap((part) => part.functionCall ?? []);
    const last = chunks.at(-1);
    const stop = last?.candidates?.[0]?.finishReason ?? last?.promptFeedback?.blockReason;
    const usage = last?.usageMetadata;
    return {
      id: last?.responseId ?? '',
      model: last?.modelVersion ?? '',
      text: textOf(parts, false),
      thinking: textOf(parts, true),
      refusal: stop === 'SAFETY' ? 'SAFETY' : '',
      calls: calls.map(({ id = '', name = '', args }) => ({ id, name, args })),
      stop: String(stop),
      usage: {
        promptTokenCount: usage?.promptTokenCount ?? 0,
        cachedContentTokenCount: usage?.cachedContentTokenCount ?? 0,
        candidatesTokenCount: usage?.candidatesTokenCount ?? 0,
        thoughtsTokenCount: usage?.thoughtsTokenCount ?? 0,
        totalTokenCount: usage?.totalTokenCount ?? 0,
      },
      next: (results) =>
        ask(question, [
          ...contents,
          { role: 'model', parts },
          {
            role: 'user',
            parts: results.map((output, index) => {
              const { id = '', name = '' } = calls[index] ?? {};
              return createPartFromFunctionResponse(id, name, { output });
            }),
          },
        ]),
    };
  }

  return { ask: (question) => ask(question), describe };
}

/** Texts of parts that are thoughts, or that are not, joined. */
function textOf(parts: readonly Part[], thought: boolean): string {
  return parts.map((part) => ((part.thought ?? false) === thought ? (part.text ?? '') : '')).join('');
}

function configOf({ system, tools, thinks, schema }: Question): GenerateContentConfig {
  return {
    maxOutputTokens: MAX_TOKENS,
    ...(system === undefined ? {} : { systemInstruction: system }),
    ...(tools === undefined
      ? {}
      : {
          tools: [
            {
              functionDeclarations: tools.map((tool) => ({
                name: tool.name,
                parametersJsonSchema: tool.schema,
              })),
            },
          ],
        }),
    ...(thinks === true ? { thinkingConfig: { includeThoughts: true, thinkingBudget: 2000 } } : {}),
    ...(schema === undefined ? {} : { responseMimeType: 'application/json', responseJsonSchema: schema }),
  };
}

function firstContent({ text, image }: Question): Content {
  const inlineData = image === undefined ? null : { mimeType: image.mediaType, data: image.data };
  return { role: 'user', parts: [...(inlineData === null ? [] : [{ inlineData }]), { text }] };
}

/** The SDK keeps the body as the error's message; errors inside a stream it words in its own way. */
function describe(error: unknown): Refusal {
  if (!(error instanceof ApiError)) throw error;
  const { error: told } = parse(error.message);
  const delay = told?.details?.find(({ retryDelay }) => retryDelay !== undefined)?.retryDelay;
  return {
    error,
    status: error.status,
    word: told?.status ?? null,
    message: told?.message ?? error.message,
    retryAfterSeconds: delay === undefined ? null : Number.parseFloat(delay),
  };
}

function parse(message: string): GoogleError {
  const start = message.indexOf('{');
  try {
    return JSON.parse(message.slice(start)) as GoogleError;
  } catch {
    return {};
  }
}
