import { asObject, asObjects } from './json';
import type { JsonObject } from './json';
import type { RecordedRequest } from './recorded-request';

/** What of earlier reasoning a request brings back. */
export interface SentReasoning {
  /** Readable; empty ones are not counted. */
  readonly texts: readonly string[];
  /** Signatures and encrypted contents. */
  readonly signatures: readonly string[];
}

export function readReasoning(request: RecordedRequest): SentReasoning {
  const body = asObject(request.json);
  switch (request.protocol) {
    case 'anthropic-messages': {
      const blocks = asObjects(body['messages']).flatMap((message) => asObjects(message['content']));
      return collect(blocks, ['thinking'], ['signature', 'data']);
    }
    case 'openai-chat':
      return collect(asObjects(body['messages']), ['reasoning_content', 'reasoning'], []);
    case 'openai-responses': {
      const items = asObjects(body['input']).filter((item) => item['type'] === 'reasoning');
      const { texts } = collect(
        items.flatMap((item) => asObjects(item['summary'])),
        ['text'],
        [],
      );
      return { ...collect(items, [], ['encrypted_content']), texts };
    }
    case 'gemini': {
      const parts = asObjects(body['contents']).flatMap((content) => asObjects(content['parts']));
      const thoughts = parts.filter((part) => part['thought'] === true);
      return {
        ...collect(parts, [], ['thoughtSignature']),
        texts: collect(thoughts, ['text'], []).texts,
      };
    }
    case null:
      return { texts: [], signatures: [] };
  }
}

function collect(
  objects: readonly JsonObject[],
  textKeys: readonly string[],
  signatureKeys: readonly string[],
): SentReasoning {
  const valuesOf = (keys: readonly string[]): string[] =>
    objects
      .flatMap((object) => keys.map((key) => object[key]))
      .filter((value): value is string => typeof value === 'string' && value !== '');
  return { texts: valuesOf(textKeys), signatures: valuesOf(signatureKeys) };
}
