import type { CanonicalRequest, OutputFormat } from '../canonical/request';
import type { JsonRecord } from '../json/read';
import { isOpenaiStrict } from '../tools/is-openai-strict';
import { omitAbsent } from './omit-absent';

type SchemaFormat = Extract<OutputFormat, { type: 'schema' }>;

/** Other protocols mean every schema to be enforced; OpenAI does so for some, and refuses `strict` for the rest. */
function selectStrict({ strict, schema }: SchemaFormat, { origin }: CanonicalRequest): boolean | undefined {
  return strict ?? (origin.protocol.startsWith('openai') ? undefined : isOpenaiStrict(schema));
}

/** `response_format`; undefined for plain text. */
export function encodeFormat(request: CanonicalRequest): JsonRecord | undefined {
  const { format } = request;
  switch (format.type) {
    case 'text':
      return undefined;
    case 'json':
      return { type: 'json_object' };
    case 'schema':
      return {
        type: 'json_schema',
        json_schema: omitAbsent({
          name: format.name ?? 'output',
          description: format.description,
          schema: format.schema,
          strict: selectStrict(format, request),
        }),
      };
  }
}
