import type { Citation } from '../canonical/part';
import { readText } from '../json/read';

/** @param textLength of the text so far: what a citation covers that does not say it */
export function encodeCitation(citation: Citation, textLength: number): object {
  if (citation.type === 'url') {
    const { url, title, start, end } = citation;
    return {
      type: 'url_citation',
      url,
      title: title ?? '',
      start_index: start ?? 0,
      end_index: end ?? textLength,
    };
  }
  const fileId = readText(citation.raw, 'file_id');
  // One of OpenAI's own kinds goes back as it came.
  if (fileId !== null) return citation.raw;
  return { type: 'file_citation', file_id: '', filename: citation.title ?? '', index: textLength };
}
