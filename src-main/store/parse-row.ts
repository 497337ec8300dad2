import * as z from 'zod';
import { StoreError } from './store-error';

const NOUNS = {
  channel: 'Channel',
  gateway_token: 'Gateway token',
  route_rule: 'Rule',
  channel_group: 'Group',
} as const;
type RowKind = keyof typeof NOUNS;

/** What there is to say of a row that is not valid. */
export interface RowFault {
  readonly id: string;
  readonly name: string | null;
  readonly reason: string;
}

export interface ParsedRows<Parsed> {
  readonly valid: Parsed[];
  readonly unreadable: RowFault[];
}

const MAX_ISSUES = 3;
const MAX_NAME_LENGTH = 80;

/**
 * @param value what the row holds, in the schema's names
 * @throws {StoreError} `database_row_invalid` when the schema refuses it: something other than Routex wrote the row
 */
export function parseRow<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  row: { readonly kind: RowKind; readonly id: string; readonly path: string },
): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const { kind, id, path } = row;
  const reason = describeIssues(parsed.error);
  throw new StoreError(
    'database_row_invalid',
    `${NOUNS[kind]} ${id} in ${path} is not valid (${reason}). Remove it and add it again.`,
    { path, row: id, reason },
    parsed.error,
  );
}

/** One row that is not valid must not keep the others from being used. */
export function parseRows<Row extends { readonly id: string; readonly name: string }, Parsed>(
  rows: readonly Row[],
  parse: (row: Row) => Parsed,
): ParsedRows<Parsed> {
  const valid: Parsed[] = [];
  const unreadable: RowFault[] = [];
  for (const row of rows) {
    try {
      valid.push(parse(row));
    } catch (error) {
      if (!(error instanceof StoreError && error.code === 'database_row_invalid')) throw error;
      unreadable.push({ id: row.id, name: cleanName(row.name), reason: error.details.reason ?? '' });
    }
  }
  return { valid, unreadable };
}

/** What is no JSON stays text, which the schema then refuses. */
export function parseJsonColumn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** In one line. Zod's messages say what was expected, not what was found. */
function describeIssues({ issues }: z.ZodError): string {
  const shown = issues.slice(0, MAX_ISSUES).map(({ path, message }) => `${path.join('.')}: ${message}`);
  return issues.length > MAX_ISSUES ? `${shown.join('; ')}; …` : shown.join('; ');
}

/** Whatever wrote the row may have put anything into its name, and names are shown in terminals. */
function cleanName(name: string): string | null {
  const line = name.replaceAll(/\p{Cc}+/gu, ' ').trim();
  return line === '' ? null : line.slice(0, MAX_NAME_LENGTH);
}
