import type { Citation } from '../canonical/part';
import { isRecord, readText } from '../json/read';

function readOffset(annotation: Readonly<Record<string, unknown>>, key: string): number | null {
  const value = annotation[key];
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

/** Null for what is no annotation. */
export function decodeCitation(annotation: unknown): Citation | null {
  if (!isRecord(annotation)) return null;
  const url = readText(annotation, 'url');
  if (readText(annotation, 'type') === 'url_citation' && url !== null) {
    return {
      type: 'url',
      url,
      title: readText(annotation, 'title'),
      start: readOffset(annotation, 'start_index'),
      end: readOffset(annotation, 'end_index'),
      quote: null,
    };
  }
  return { type: 'document', title: readText(annotation, 'filename'), quote: null, raw: annotation };
}
