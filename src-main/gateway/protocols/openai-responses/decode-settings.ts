import { EFFORTS, type Effort, type OutputFormat, type ReasoningRequest } from '../canonical/request';
import type { Warn } from '../canonical/codec';
import { isRecord, readText, type JsonRecord } from '../json/read';
import { omitAbsent } from '../json/omit-absent';
import { invalidField, optionalBoolean, optionalRecord, optionalText, requireRecord } from './invalid-field';

function isEffort(value: string): value is Effort {
  return (EFFORTS as readonly string[]).includes(value);
}

function decodeShow(reasoning: JsonRecord): ReasoningRequest['show'] {
  const summary = readText(reasoning, 'summary') ?? readText(reasoning, 'generate_summary');
  if (summary === null) return 'default';
  return summary === 'none' ? 'none' : 'summary';
}

/** `reasoning` of a request, or of a `configuration_update`, which changes only what it names. */
export function decodeReasoningRequest(
  value: unknown,
  path: string,
  warn: Warn,
  before: ReasoningRequest = { mode: 'default', show: 'default' },
): ReasoningRequest {
  const reasoning = optionalRecord(value, path);
  if (reasoning === null) return before;
  const decodedShow = decodeShow(reasoning);
  const show = decodedShow === 'default' ? before.show : decodedShow;
  const effort = optionalText(reasoning['effort'], `${path}.effort`);
  if (effort === undefined) return { ...before, show };
  if (effort === 'none') return { mode: 'off', show };
  if (isEffort(effort)) return { mode: 'effort', effort, show };
  warn(`${path}.effort: "${effort.slice(0, 40)}" is not known and was left out.`);
  return { ...before, show };
}

export function decodeOutputFormat(value: unknown, path: string): OutputFormat {
  const format = optionalRecord(value, path);
  if (format === null) return { type: 'text' };
  switch (format['type']) {
    case 'text':
      return { type: 'text' };
    case 'json_object':
      return { type: 'json' };
    case 'json_schema':
      return {
        type: 'schema',
        name: readText(format, 'name'),
        schema: requireRecord(format['schema'], `${path}.schema`),
        ...omitAbsent({
          strict: optionalBoolean(format['strict'], `${path}.strict`),
          description: optionalText(format['description'], `${path}.description`),
        }),
      };
    default:
      throw invalidField(`${path}.type`, 'must be text, json_object or json_schema');
  }
}

/** True when a cache is to be warmed: no answer is wanted. */
export function isPrewarm(cacheOptions: unknown): boolean {
  return isRecord(cacheOptions) && cacheOptions['prewarm'] === true;
}
