import type { Citation } from '../canonical/part';
import type { JsonRecord } from '../json/read';
import { convertUnitOffsets } from './text-offsets';

type UrlCitation = Extract<Citation, { type: 'url' }>;

/** A text with what it rests on. */
export interface CitedText {
  readonly text: string;
  readonly citations: readonly Citation[];
  /** Which part of the turn it is; 0 is left out. */
  readonly partIndex: number;
}

interface Sources {
  readonly chunks: JsonRecord[];
  readonly indexByUrl: Map<string, number>;
}

function findSource({ chunks, indexByUrl }: Sources, { url, title }: UrlCitation): number {
  const known = indexByUrl.get(url);
  if (known !== undefined) return known;
  chunks.push({ web: { uri: url, ...(title !== null && { title }) } });
  indexByUrl.set(url, chunks.length - 1);
  return chunks.length - 1;
}

function encodeSupports({ text, citations, partIndex }: CitedText, sources: Sources): JsonRecord[] {
  const urls = citations.filter((citation) => citation.type === 'url');
  const bytes = convertUnitOffsets(
    text,
    urls.flatMap(({ start, end }) => (start === null || end === null ? [] : [start, end])),
  );
  return urls.flatMap((citation) => {
    const index = findSource(sources, citation);
    const { start, end, quote } = citation;
    const [startIndex, endIndex] = [bytes.get(start ?? -1), bytes.get(end ?? -1)];
    if (startIndex === undefined || endIndex === undefined) return [];
    const segment = {
      ...(partIndex > 0 && { partIndex }),
      startIndex,
      endIndex,
      text: quote ?? text.slice(start ?? 0, end ?? 0),
    };
    return [{ segment, groundingChunkIndices: [index] }];
  });
}

/** Citations of addresses as `groundingMetadata`, or null when there are none; Gemini has no field for others. */
export function encodeGrounding(texts: readonly CitedText[]): JsonRecord | null {
  const sources: Sources = { chunks: [], indexByUrl: new Map() };
  const groundingSupports = texts.flatMap((text) => encodeSupports(text, sources));
  return sources.chunks.length === 0 ? null : { groundingChunks: sources.chunks, groundingSupports };
}
