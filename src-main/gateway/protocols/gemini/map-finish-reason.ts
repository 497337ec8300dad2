import type { FinishReason } from '../canonical/response';

/** https://ai.google.dev/api/generate-content#FinishReason; STOP depends on what was said. */
const REASONS: Readonly<Record<string, FinishReason>> = {
  MAX_TOKENS: 'length',
  SAFETY: 'content_filter',
  RECITATION: 'content_filter',
  LANGUAGE: 'content_filter',
  BLOCKLIST: 'content_filter',
  PROHIBITED_CONTENT: 'content_filter',
  SPII: 'content_filter',
  MODEL_ARMOR: 'content_filter',
  CONTINUATION: 'pause',
  MALFORMED_FUNCTION_CALL: 'malformed',
  MALFORMED_RESPONSE: 'malformed',
  UNEXPECTED_TOOL_CALL: 'malformed',
  TOO_MANY_TOOL_CALLS: 'malformed',
  NO_IMAGE: 'malformed',
  OTHER: 'malformed',
};

export function decodeFinishReason(raw: string, hasCalls: boolean): FinishReason {
  if (raw === 'STOP') return hasCalls ? 'tool_calls' : 'stop';
  if (raw.startsWith('IMAGE_')) return 'content_filter';
  return Object.hasOwn(REASONS, raw) ? (REASONS[raw] ?? 'unknown') : 'unknown';
}

/** The zero of the enum says nothing. */
export function isFinishReason(raw: string | null): raw is string {
  return raw !== null && raw !== 'FINISH_REASON_UNSPECIFIED' && raw !== 'BLOCKED_REASON_UNSPECIFIED';
}

/** `CONTINUATION` is never told: Google's SDK would ask on by itself. */
const NAMES: Readonly<Record<FinishReason, string>> = {
  stop: 'STOP',
  stop_sequence: 'STOP',
  tool_calls: 'STOP',
  compaction: 'STOP',
  length: 'MAX_TOKENS',
  context_window: 'MAX_TOKENS',
  pause: 'MAX_TOKENS',
  content_filter: 'SAFETY',
  refusal: 'SAFETY',
  malformed: 'MALFORMED_FUNCTION_CALL',
  unknown: 'OTHER',
};

export function encodeFinishReason(reason: FinishReason): string {
  return NAMES[reason];
}

const BLOCK_REASONS: ReadonlySet<string> = new Set([
  'SAFETY',
  'OTHER',
  'BLOCKLIST',
  'PROHIBITED_CONTENT',
  'IMAGE_SAFETY',
  'MODEL_ARMOR',
  'JAILBREAK',
]);

/** Why a prompt was blocked, in Google's words where the upstream used them. */
export function encodeBlockReason(raw: string | null): string {
  return raw !== null && BLOCK_REASONS.has(raw) ? raw : 'SAFETY';
}
