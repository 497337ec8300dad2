import type { Citation } from '../canonical/part';
import { isRecord, readArray, readRecord, readText, type JsonRecord } from '../json/read';
import { convertByteOffsets } from './text-offsets';

interface Source {
  readonly url: string;
  readonly title: string | null;
}

interface Span {
  readonly source: Source;
  /** Bytes; null when the whole text is meant. */
  readonly start: number | null;
  readonly end: number | null;
  readonly quote: string | null;
}

function readSource(chunk: unknown): Source | null {
  const place =
    readRecord(chunk, 'web') ?? readRecord(chunk, 'retrievedContext') ?? readRecord(chunk, 'maps');
  const url = readText(place, 'uri');
  return url === null ? null : { url, title: readText(place, 'title') };
}

function readOffset(segment: JsonRecord | null, key: string): number | null {
  const value = segment?.[key];
  return typeof value === 'number' ? value : null;
}

function readSpans(support: unknown, sources: readonly (Source | null)[]): Span[] {
  const segment = readRecord(support, 'segment');
  const end = readOffset(segment, 'endIndex');
  // A start of zero is left out, as protobuf's JSON leaves out every zero.
  const start = end === null ? null : (readOffset(segment, 'startIndex') ?? 0);
  const quote = readText(segment, 'text');
  return readArray(support, 'groundingChunkIndices').flatMap((index) => {
    const source = typeof index === 'number' ? sources[index] : null;
    return source === null || source === undefined ? [] : [{ source, start, end, quote }];
  });
}

function selectSpans(metadata: JsonRecord): readonly Span[] {
  const sources = readArray(metadata, 'groundingChunks').map(readSource);
  const supports = readArray(metadata, 'groundingSupports');
  if (supports.length > 0) return supports.flatMap((support) => readSpans(support, sources));
  return sources.flatMap((source) =>
    source === null ? [] : [{ source, start: null, end: null, quote: null }],
  );
}

/** True when it names a source; most chunks of a grounded answer say nothing of them yet. */
export function hasSources(metadata: unknown): metadata is JsonRecord {
  return isRecord(metadata) && readArray(metadata, 'groundingChunks').length > 0;
}

/** `groundingMetadata` as citations of the text it is about. */
export function decodeGrounding(metadata: JsonRecord, text: string): readonly Citation[] {
  const spans = selectSpans(metadata);
  const units = convertByteOffsets(
    text,
    spans.flatMap(({ start, end }) => (start === null || end === null ? [] : [start, end])),
  );
  const find = (offset: number | null): number | null =>
    offset === null ? null : (units.get(offset) ?? null);
  return spans.map(({ source, start, end, quote }) => ({
    type: 'url',
    ...source,
    start: find(start),
    end: find(end),
    quote,
  }));
}
