import type { CanonicalRequest } from '../canonical/request';
import { selectStrictFormat } from '../tools/select-strict-format';
import { omitAbsent } from '../json/omit-absent';

const DEFAULT_NAME = 'output';

function encodeFormat(request: CanonicalRequest): object | undefined {
  const { format } = request;
  switch (format.type) {
    case 'text':
      return undefined;
    case 'json':
      return { type: 'json_object' };
    case 'schema':
      return {
        type: 'json_schema',
        name: format.name ?? DEFAULT_NAME,
        schema: format.schema,
        strict: selectStrictFormat(format, request) ?? false,
        ...omitAbsent({ description: format.description }),
      };
  }
}

/** `text` of the request; undefined when all is default. */
export function encodeTextConfig(request: CanonicalRequest): object | undefined {
  const config = omitAbsent({ format: encodeFormat(request), verbosity: request.meta.verbosity });
  return Object.keys(config).length === 0 ? undefined : config;
}
