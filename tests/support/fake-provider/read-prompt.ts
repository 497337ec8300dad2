import { asObject, asObjects, asString, isObject } from './json';
import type { JsonObject } from './json';
import type { RecordedRequest } from './recorded-request';

/** What stands around a conversation, the same for all protocols. */
export interface Prompt {
  /** Of the instructions before the conversation; empty when there are none. */
  readonly system: string;
  /** All images that the user sent, as data URLs or addresses. */
  readonly images: readonly string[];
  /** The JSON Schema that the answer must follow. */
  readonly schema: JsonObject | null;
}

export function readPrompt(request: RecordedRequest): Prompt {
  const body = asObject(request.json);
  switch (request.protocol) {
    case 'anthropic-messages':
      return {
        system: textOf(body['system']),
        images: contentOf(body['messages']).flatMap((block) => anthropicImage(block)),
        schema: schemaIn(body, 'output_config', 'format', 'schema'),
      };
    case 'openai-chat':
      return {
        system: leadingText(asObjects(body['messages'])),
        images: contentOf(body['messages']).flatMap((part) => filled(asObject(part['image_url'])['url'])),
        schema: schemaIn(body, 'response_format', 'json_schema', 'schema'),
      };
    case 'openai-responses':
      return {
        system: asString(body['instructions']) + leadingText(asObjects(body['input'])),
        images: contentOf(body['input']).flatMap((part) => filled(part['image_url'])),
        schema: schemaIn(body, 'text', 'format', 'schema'),
      };
    case 'gemini':
      return {
        system: textOf(asObject(body['systemInstruction'])['parts']),
        images: asObjects(body['contents'])
          .flatMap((content) => asObjects(content['parts']))
          .flatMap((part) => geminiImage(part)),
        schema:
          schemaIn(body, 'generationConfig', 'responseJsonSchema') ??
          schemaIn(body, 'generationConfig', 'responseSchema'),
      };
    case null:
      return { system: '', images: [], schema: null };
  }
}

function anthropicImage({ type, source }: JsonObject): string[] {
  if (type !== 'image') return [];
  const { type: form, url, media_type: mediaType, data } = asObject(source);
  return form === 'url' ? filled(url) : [dataUrl(mediaType, data)];
}

function geminiImage(part: JsonObject): string[] {
  const { inlineData, fileData } = part;
  if (isObject(inlineData)) return [dataUrl(inlineData['mimeType'], inlineData['data'])];
  return filled(asObject(fileData)['fileUri']);
}

function dataUrl(mediaType: unknown, data: unknown): string {
  return `data:${asString(mediaType)};base64,${asString(data)}`;
}

function filled(value: unknown): string[] {
  return typeof value === 'string' ? [value] : [];
}

function contentOf(messages: unknown): JsonObject[] {
  return asObjects(messages).flatMap((message) => asObjects(message['content']));
}

function leadingText(messages: readonly JsonObject[]): string {
  const end = messages.findIndex(({ role }) => role !== 'system' && role !== 'developer');
  return messages
    .slice(0, Math.max(0, end))
    .map(({ content }) => textOf(content))
    .join('\n\n');
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  return asObjects(content)
    .map((part) => asString(part['text']))
    .join('\n\n');
}

function schemaIn(body: JsonObject, ...path: string[]): JsonObject | null {
  const value = path.reduce<unknown>((inner, key) => asObject(inner)[key], body);
  return isObject(value) ? value : null;
}
