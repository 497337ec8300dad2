import { isRecord, readArray, readText, type JsonRecord } from '../json/read';
import { decodeCitation } from './decode-citation';
import { selectRest, type EventSink, type ItemReader } from './item-reader';

type ContentKind = 'text' | 'refusal';

interface Content {
  readonly kind: ContentKind;
  /** Null until there is something to tell. */
  part: number | null;
  text: string;
  citations: number;
  ended: boolean;
}

function readIndex(event: JsonRecord): number | null {
  const index = event['content_index'];
  return typeof index === 'number' ? index : null;
}

/** A content part's final text. */
function readFinal(content: unknown, kind: ContentKind): string {
  return readText(content, kind) ?? '';
}

function kindOf(content: unknown): ContentKind {
  return readText(content, 'type') === 'refusal' ? 'refusal' : 'text';
}

export interface MessageReader extends ItemReader {
  hasRefusal(): boolean;
}

/** Each content part of a message is a part of the answer, once it says something. */
export function createMessageReader(sink: EventSink): MessageReader {
  const contents = new Map<string, Content>();
  let ended = 0;
  let refused = false;

  /** Some upstreams number nothing; then the contents come one after the other. */
  function open(kind: ContentKind, index: number | null): Content {
    const key = `${kind}${index ?? ended}`;
    const known = contents.get(key);
    if (known !== undefined) return known;
    const content: Content = { kind, part: null, text: '', citations: 0, ended: false };
    contents.set(key, content);
    return content;
  }

  function start(content: Content): number {
    if (content.part !== null) return content.part;
    const part = sink.nextPart();
    content.part = part;
    if (content.kind === 'refusal') refused = true;
    sink.emit({ type: 'part_start', part, content: { kind: content.kind } });
    return part;
  }

  function append(content: Content, text: string): void {
    if (text === '' || content.ended) return;
    const part = start(content);
    content.text += text;
    sink.emit({ type: content.kind === 'text' ? 'text_delta' : 'refusal_delta', part, text });
  }

  function cite(content: Content, annotation: unknown): void {
    const citation = decodeCitation(annotation);
    if (citation === null || content.ended) return;
    content.citations += 1;
    sink.emit({ type: 'citation', part: start(content), citation });
  }

  function end(content: Content): void {
    if (content.ended) return;
    content.ended = true;
    ended += 1;
    if (content.part !== null) sink.emit({ type: 'part_end', part: content.part });
  }

  function settle(content: Content, final: unknown): void {
    append(content, selectRest(readFinal(final, content.kind), content.text));
    for (const annotation of readArray(final, 'annotations').slice(content.citations))
      cite(content, annotation);
  }

  return {
    hasRefusal: () => refused,
    read(type, event) {
      const index = readIndex(event);
      switch (type) {
        case 'response.output_text.delta':
          append(open('text', index), readText(event, 'delta') ?? '');
          return;
        case 'response.refusal.delta':
          append(open('refusal', index), readText(event, 'delta') ?? '');
          return;
        case 'response.output_text.done':
          settle(open('text', index), event);
          return;
        case 'response.refusal.done':
          settle(open('refusal', index), event);
          return;
        case 'response.output_text.annotation.added':
          cite(open('text', index), event['annotation']);
          return;
        case 'response.content_part.done': {
          const content = open(kindOf(event['part']), index);
          settle(content, event['part']);
          end(content);
        }
      }
    },
    finish(item) {
      readArray(item, 'content').forEach((final, index) => {
        if (!isRecord(final)) return;
        const content = open(kindOf(final), index);
        settle(content, final);
        end(content);
      });
      for (const content of contents.values()) end(content);
    },
  };
}
