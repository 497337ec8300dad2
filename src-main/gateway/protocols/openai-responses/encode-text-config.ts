import type { CanonicalRequest, OutputFormat } from '../canonical/request';
import { isOpenaiStrict } from '../tools/is-openai-strict';
import { define } from './define';

const DEFAULT_NAME = 'output';

/** What is not strict here is only a wish; the other protocols always keep to the schema. */
function selectStrict(
  format: Extract<OutputFormat, { type: 'schema' }>,
  { origin }: CanonicalRequest,
): boolean {
  if (format.strict !== undefined) return format.strict;
  return !origin.protocol.startsWith('openai-') && isOpenaiStrict(format.schema);
}

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
        strict: selectStrict(format, request),
        ...define({ description: format.description }),
      };
  }
}

/** `text` of the request; undefined when all is default. */
export function encodeTextConfig(request: CanonicalRequest): object | undefined {
  const config = define({ format: encodeFormat(request), verbosity: request.meta.verbosity });
  return Object.keys(config).length === 0 ? undefined : config;
}
