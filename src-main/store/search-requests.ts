import type { Database } from 'better-sqlite3';
import type { RequestFilter } from '#shared/contract/requests';
import { loadChannelNames } from '#main/store/analytics-rows';
import {
  NO_SUCCESS,
  selectConditions,
  selectIndexed,
  type Conditions,
  type RequestPosition,
} from '#main/store/request-conditions';

/**
 * Of one column, so many values are looked at for the text, and so many with it are looked up each by itself. Where there
 * are more, so many requests have one that they are soon found by time.
 */
const MAX_VALUES = 5000;
const MAX_LOOKUPS = 300;
/** Requests among which one of a common beginning of a session id is sought first. */
const NEWEST = 5000;

export interface SearchCall {
  readonly filter: RequestFilter;
  readonly search: string;
  readonly after: RequestPosition | null;
  readonly limit: number;
}

/** A way in which a request can have the text: what it is in, and a condition for an index or for a row at hand. */
type Match =
  | { readonly type: 'values'; readonly column: Column; readonly values: readonly string[] }
  | { readonly type: 'condition'; readonly condition: string; readonly indexed: boolean }
  /** Of more session ids than can be looked up each by itself. */
  | { readonly type: 'range' };

type Column = 'model' | 'channel_id' | 'project' | 'session_id';

/**
 * Places of the requests that have the text somewhere, newest first. Few different models, projects and channels stand for
 * many requests: these are searched, and then their newest requests are merged, so that no table of all words has to be kept.
 */
export function searchRequests(
  database: Database,
  { filter, search, after, limit }: SearchCall,
): RequestPosition[] {
  const matches = listMatches(database, search);
  const texts = {
    pattern: `%${search.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`,
    exact: search,
    // Sorts after whatever begins with the text.
    beyond: `${search}\u{10FFFF}`,
  };
  const walk = (base: Conditions, condition: string, more: Record<string, string>): RequestPosition[] =>
    database
      .prepare<object, RequestPosition>(
        `SELECT id, started_at AS startedAt FROM requests
         WHERE ${[...base.conditions, condition].join(' AND ')}
         ORDER BY started_at DESC, id DESC LIMIT @limit`,
      )
      .all({ ...texts, ...base.parameters, ...more, limit });

  const indexed = selectIndexed(filter);
  if (indexed !== undefined && SELECTIVE.has(indexed)) {
    const { condition, parameters } = joinMatches(matches);
    return walk(selectConditions(filter, after), condition, parameters);
  }
  const base = selectConditions(filter, after, null);
  const found = matches.flatMap((match) => {
    if (match.type === 'range') return searchSessions(walk, base, limit);
    if (match.type === 'condition') {
      return walk(base, match.indexed ? match.condition : disableIndex(match.condition), {});
    }
    return match.values.flatMap((value) => walk(base, `${match.column} = @value`, { value }));
  });
  return mergeNewest(found, limit);
}

type Walk = (base: Conditions, condition: string, more: Record<string, string>) => RequestPosition[];

const SESSIONS = 'session_id >= @exact AND session_id < @beyond';

/** Most of the newest, or so few of them that all there are can be sorted. */
function searchSessions(walk: Walk, base: Conditions, limit: number): RequestPosition[] {
  const conditions = ['TRUE', ...base.conditions].join(' AND ');
  const newest = `id IN (SELECT id FROM requests WHERE ${conditions} ORDER BY started_at DESC, id DESC LIMIT ${NEWEST})`;
  const recent = walk(base, `${newest} AND ${disableIndex(SESSIONS)}`, {});
  return recent.length === limit ? recent : walk(base, SESSIONS, {});
}

/** Filters that leave so few requests that each of them can be looked at. */
const SELECTIVE: ReadonlySet<string> = new Set(['sessionId', 'project', 'failureKind', 'outcome']);

function listMatches(database: Database, search: string): Match[] {
  const lower = search.toLowerCase();
  const contains = (value: string): boolean => value.toLowerCase().includes(lower);
  const sessions = loadValues(database, 'session_id', search, MAX_LOOKUPS);
  return [
    {
      type: 'condition',
      indexed: true,
      condition: `(${NO_SUCCESS} AND failure_message LIKE @pattern ESCAPE '\\')`,
    },
    { type: 'condition', indexed: true, condition: 'id = @exact' },
    selectMatch('model', loadValues(database, 'model'), contains),
    selectMatch('project', loadValues(database, 'project'), contains),
    selectChannels(database, contains),
    sessions === null ? { type: 'range' } : { type: 'values', column: 'session_id', values: sessions },
  ];
}

function selectMatch(
  column: Column,
  values: readonly string[] | null,
  contains: (value: string) => boolean,
): Match {
  const found = values?.filter(contains) ?? null;
  return found === null || found.length > MAX_LOOKUPS
    ? { type: 'condition', indexed: false, condition: `(${column} LIKE @pattern ESCAPE '\\')` }
    : { type: 'values', column, values: found };
}

function selectChannels(database: Database, contains: (name: string) => boolean): Match {
  const ids = loadValues(database, 'channel_id') ?? [];
  const names = loadChannelNames(database, ids);
  return {
    type: 'values',
    column: 'channel_id',
    values: ids.filter((id, index) => contains(names[index] ?? id)),
  };
}

/**
 * The different values of a column, one step in its index each.
 * @param prefix only those that begin with it
 * @returns null when there are more than `limit`
 */
function loadValues(
  database: Database,
  column: Column,
  prefix?: string,
  limit = MAX_VALUES,
): string[] | null {
  const range = prefix === undefined ? '' : 'AND value < @beyond';
  const first = prefix === undefined ? `${column} IS NOT NULL` : `${column} >= @prefix`;
  const values = database
    .prepare<object, string>(
      `WITH RECURSIVE found (value) AS (
         SELECT min(${column}) FROM requests WHERE ${first}
         UNION ALL
         SELECT (SELECT min(${column}) FROM requests WHERE ${column} > value) FROM found WHERE value IS NOT NULL ${range}
         LIMIT @limit + 2
       )
       SELECT value FROM found WHERE value IS NOT NULL ${range}`,
    )
    .pluck()
    .all({ limit, ...(prefix === undefined ? {} : { prefix, beyond: `${prefix}\u{10FFFF}` }) });
  return values.length > limit ? null : values;
}

/** For a walk along another index. */
function joinMatches(matches: readonly Match[]): { condition: string; parameters: Record<string, string> } {
  const parameters: Record<string, string> = {};
  const conditions = matches.flatMap((match) => {
    if (match.type === 'range') return [disableIndex(`(${SESSIONS})`)];
    if (match.type === 'condition') return [disableIndex(match.condition)];
    if (match.values.length === 0) return [];
    const names = match.values.map((value, index) => {
      const name = `${match.column}${index}`;
      parameters[name] = value;
      return `@${name}`;
    });
    return [`+${match.column} IN (${names.join(', ')})`];
  });
  return { condition: `(${conditions.join(' OR ')})`, parameters };
}

/** A plus before a column keeps SQLite from looking for an index of it. */
function disableIndex(condition: string): string {
  return condition.replaceAll(/(?<![@\w+])(model|project|session_id|outcome|id)\b/g, '+$1');
}

function mergeNewest(found: readonly RequestPosition[], limit: number): RequestPosition[] {
  const places = new Map(found.map((place) => [place.id, place]));
  return [...places.values()]
    .toSorted((a, b) => b.startedAt - a.startedAt || (a.id < b.id ? 1 : -1))
    .slice(0, limit);
}
