import { readRecord, readText } from '../json/read';

const FINAL_STATUSES: ReadonlySet<string> = new Set(['completed', 'incomplete', 'failed', 'cancelled']);

/** Why a response stopped: the reason it is incomplete, else its final status; null while it goes on. */
export function readStopReason(response: unknown): string | null {
  const status = readText(response, 'status');
  if (status === null || !FINAL_STATUSES.has(status)) return null;
  return readText(readRecord(response, 'incomplete_details'), 'reason') ?? status;
}
