import type { CanonicalRequest } from '../canonical/request';
import type { JsonRecord } from '../json/read';
import { selectStrictFormat } from '../tools/select-strict-format';
import { omitAbsent } from '../json/omit-absent';

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
          strict: selectStrictFormat(format, request),
        }),
      };
  }
}
