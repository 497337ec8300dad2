import type { Citation } from '../canonical/part';
import { isRecord, readText, type JsonRecord } from '../json/read';

const DOCUMENT_LOCATIONS: ReadonlySet<string> = new Set([
  'char_location',
  'page_location',
  'content_block_location',
]);

/** Null for what is no citation. */
export function decodeCitation(value: unknown): Citation | null {
  if (!isRecord(value)) return null;
  const quote = readText(value, 'cited_text');
  const url = readText(value, 'url') ?? readText(value, 'source');
  if (url !== null)
    return { type: 'url', url, title: readText(value, 'title'), start: null, end: null, quote };
  if (readText(value, 'type') === null) return null;
  return { type: 'document', title: readText(value, 'document_title'), quote, raw: value };
}

export function decodeCitations(value: unknown): readonly Citation[] {
  if (!Array.isArray(value)) return [];
  return value.map(decodeCitation).filter((citation) => citation !== null);
}

function isNative(raw: JsonRecord): boolean {
  return DOCUMENT_LOCATIONS.has(readText(raw, 'type') ?? '');
}

export function encodeCitation(citation: Citation): object {
  if (citation.type === 'url') {
    return {
      type: 'web_search_result_location',
      url: citation.url,
      title: citation.title,
      cited_text: citation.quote ?? '',
      // Anthropic's own key to its search result; nobody else has one.
      encrypted_index: '',
    };
  }
  if (isNative(citation.raw)) return citation.raw;
  return {
    type: 'char_location',
    cited_text: citation.quote ?? '',
    document_index: 0,
    document_title: citation.title,
    start_char_index: 0,
    end_char_index: 0,
    file_id: null,
  };
}
