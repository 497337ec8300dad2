import { readPlainNumber } from '../json/parse-lossless';
import { isRecord, parseJson, type JsonRecord } from '../json/read';
import { parseDurationMs } from './parse-duration';

const MAX_DEPTH = 6;
const MAX_ITEMS = 8;

/** What an error object says, whichever of the many shapes it has. */
export interface ErrorDetails {
  /** Empty when the object gives no text. */
  readonly message: string;
  /** Every type, code, status name and reason, outermost first. */
  readonly names: readonly string[];
  /** An HTTP status that stands in the object, as numeric codes of OpenRouter and Google do. */
  readonly status: number | null;
  /** Google's `RetryInfo`. */
  readonly retryDelayMs: number | null;
}

interface Collected {
  names: string[];
  status: number | null;
  retryDelayMs: number | null;
}

const NAME_KEYS = ['type', 'code', 'status', 'reason', 'error_code'];

function collectNames(record: JsonRecord, into: Collected): void {
  for (const key of NAME_KEYS) {
    const value = readPlainNumber(record[key]);
    if (typeof value !== 'string' && typeof value !== 'number') continue;
    const status = Number(value);
    if (typeof value === 'string' && value !== '' && Number.isNaN(status)) into.names.push(value);
    if (into.status === null && Number.isInteger(status) && status >= 400 && status < 600)
      into.status = status;
  }
  const delay = record['retryDelay'];
  if (typeof delay === 'string') into.retryDelayMs ??= parseDurationMs(delay);
}

/** Proxies put a whole error body into a message as text. */
function collectText(text: string, into: Collected, depth: number): string {
  const trimmed = text.trim();
  if (!trimmed.startsWith('{') && !trimmed.startsWith('[')) return trimmed;
  const inner = parseJson(trimmed);
  return (inner === undefined ? '' : collect(inner, into, depth + 1)) || trimmed;
}

function collectItems(items: readonly unknown[], into: Collected, depth: number): string {
  const texts = items.slice(0, MAX_ITEMS).map((item) => collect(item, into, depth + 1));
  return texts.filter((text) => text !== '').join('; ');
}

/** Of objects, not all can be made a string. */
function describeStep(step: unknown): string {
  return typeof step === 'object' ? JSON.stringify(step) : String(step);
}

function collectRecord(record: JsonRecord, into: Collected, depth: number): string {
  collectNames(record, into);
  const { error, message, detail, errors, details, metadata, loc, msg } = record;
  // `details` carries Google's reason and retry delay; its own texts repeat the message.
  if (Array.isArray(details)) collectItems(details, into, depth);
  else if (isRecord(details)) collectNames(details, into);

  const sources = typeof error === 'string' ? [message, error] : [error, message];
  let text = '';
  for (const source of [...sources, detail, errors, msg]) {
    if (text === '') text = collect(source, into, depth + 1);
  }
  if (Array.isArray(loc) && text !== '') text = `${loc.map(describeStep).join('.')}: ${text}`;
  const raw = isRecord(metadata) ? collect(metadata['raw'], into, depth + 1) : '';
  if (raw === '' || text.includes(raw)) return text;
  return text === '' ? raw : `${text}: ${raw}`;
}

function collect(value: unknown, into: Collected, depth: number): string {
  if (depth > MAX_DEPTH) return '';
  if (typeof value === 'string') return collectText(value, into, depth);
  if (Array.isArray(value)) return collectItems(value, into, depth);
  return isRecord(value) ? collectRecord(value, into, depth) : '';
}

export function readErrorDetails(value: unknown): ErrorDetails {
  const collected: Collected = { names: [], status: null, retryDelayMs: null };
  const message = collect(value, collected, 0);
  return { message, ...collected };
}
