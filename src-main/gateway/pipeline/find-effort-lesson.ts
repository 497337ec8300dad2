import { EFFORTS, type Effort } from '../protocols/canonical/request';
import { isRecord, readRecord, readText } from '../protocols/json/read';
import { selectEfforts } from '../protocols/models/fit-openai-request';
import type { FoundLesson, RefusedRequest } from './find-lesson';

/** Levels that a message lists behind "Supported values are:". */
const LISTED = /\b(?:supported values|valid values|one of|expected)\b(?: are| is)?:?([^.]*)/i;
const QUOTED_WORD = /['"`](\w+)['"`]/g;
const HIGHEST_COMMON = EFFORTS.indexOf('high');

/** The level that a body asks for, in either of OpenAI's protocols. */
function readEffort(sent: unknown): Effort | null {
  if (!isRecord(sent)) return null;
  const { reasoning } = sent;
  const effort = sent['reasoning_effort'] ?? (isRecord(reasoning) ? reasoning['effort'] : undefined);
  return EFFORTS.find((known) => known === effort) ?? null;
}

function listWords(text: string): readonly string[] {
  return [...text.matchAll(QUOTED_WORD)].map(([, word]) => word ?? '');
}

/**
 * What a model takes that refused one level. Levels above `high` came one after the other: who refuses one refuses those
 * above. Below, single ones are missing.
 */
function selectRemaining(message: string, refused: Effort, before: readonly Effort[]): readonly Effort[] {
  const words = listWords(LISTED.exec(message)?.[1] ?? '');
  const listed = EFFORTS.filter((effort) => effort !== refused && words.includes(effort));
  if (listed.length > 0) return listed;
  const rank = EFFORTS.indexOf(refused);
  return before.filter((effort) =>
    rank < HIGHEST_COMMON ? effort !== refused : EFFORTS.indexOf(effort) < rank,
  );
}

function isFixed({ extraBody }: RefusedRequest['profile']): boolean {
  return Object.hasOwn(extraBody, 'reasoning_effort') || Object.hasOwn(extraBody, 'reasoning');
}

/** OpenAI names the field beside its message, and says only the value in it. Verbosity has levels of the same names. */
function isRefused(message: string, effort: Effort, sent: unknown): boolean {
  const isNamed = /reasoning[._]?effort/i.test(message);
  const isOfValue = /(?:invalid|unsupported) value/i.test(message);
  if (isNamed && isOfValue) return true;
  const isQuoted = listWords(message.slice(0, LISTED.exec(message)?.index)).includes(effort);
  if (!isQuoted) return false;
  return isNamed || (isOfValue && readVerbosity(sent) !== effort);
}

function readVerbosity(sent: unknown): string | null {
  return readText(sent, 'verbosity') ?? readText(readRecord(sent, 'text'), 'verbosity');
}

/** A refused level of effort, which is no refusal of the field: others may be asked for. */
export function findEffortLesson(
  message: string,
  { model, profile, sent }: RefusedRequest,
): FoundLesson | null {
  const refused = readEffort(sent);
  if (refused === null || profile.effortStyle === 'none' || isFixed(profile)) return null;
  if (!isRefused(message, refused, sent)) return null;
  const efforts = selectRemaining(message, refused, selectEfforts({ model, profile }) ?? EFFORTS);
  return {
    name: 'reasoning_effort',
    isRepeatable: true,
    lesson: () => (efforts.length === 0 ? { effortStyle: 'none' } : { efforts: [...efforts] }),
  };
}
