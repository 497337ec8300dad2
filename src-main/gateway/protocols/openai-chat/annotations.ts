import type { Citation } from '../canonical/part';
import { isRecord, readArray, readRecord, readText, type JsonRecord } from '../json/read';

function readOffset(record: JsonRecord, key: string, origin: number): number | null {
  const value = record[key];
  return typeof value === 'number' && Number.isSafeInteger(value) ? Math.max(0, value - origin) : null;
}

/**
 * The pages an answer rests on.
 *
 * @param origin where in the whole text the part begins that they are about
 */
export function readAnnotations(message: JsonRecord, origin: number): readonly Citation[] {
  return readArray(message, 'annotations').flatMap((annotation): readonly Citation[] => {
    if (!isRecord(annotation)) return [];
    const citation = readRecord(annotation, 'url_citation') ?? annotation;
    const url = readText(citation, 'url');
    if (url === null) return [];
    return [
      {
        type: 'url',
        url,
        title: readText(citation, 'title'),
        start: readOffset(citation, 'start_index', origin),
        end: readOffset(citation, 'end_index', origin),
        // OpenRouter.
        quote: readText(citation, 'content'),
      },
    ];
  });
}

/** Of a citation without a place the whole text is one. Those of documents have no form here. */
export function createAnnotation(citation: Citation, origin: number, textLength: number): object | null {
  if (citation.type !== 'url') return null;
  return {
    type: 'url_citation',
    url_citation: {
      url: citation.url,
      title: citation.title ?? citation.url,
      start_index: origin + (citation.start ?? 0),
      end_index: origin + (citation.end ?? textLength),
    },
  };
}
