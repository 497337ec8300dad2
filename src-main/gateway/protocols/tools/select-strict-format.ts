import type { CanonicalRequest, OutputFormat } from '../canonical/request';
import { isOpenaiStrict } from './is-openai-strict';

type SchemaFormat = Extract<OutputFormat, { type: 'schema' }>;

/**
 * Whether OpenAI is to keep to a schema: other protocols mean every one to be kept to, while OpenAI does so for some and
 * refuses `strict` for the rest. Undefined where a client of OpenAI's did not say.
 */
export function selectStrictFormat(
  { strict, schema }: SchemaFormat,
  { origin }: CanonicalRequest,
): boolean | undefined {
  return strict ?? (origin.protocol.startsWith('openai-') ? undefined : isOpenaiStrict(schema));
}
