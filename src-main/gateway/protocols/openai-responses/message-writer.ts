import type { CanonicalEvent } from '../canonical/response';
import { encodeCitation } from './encode-citation';
import { createMessageItem, createRefusalContent, createTextContent } from './output-items';
import type { OutputSlots } from './output-slots';
import type { PartWriter } from './part-writer';
import { stringifyMembers } from './write-events';

type ContentKind = 'text' | 'refusal';

const NAMES = { text: 'output_text', refusal: 'refusal' } as const;

/** A message item: parts of text that follow one another are its contents. */
export interface MessageWriter {
  /** `response.output_item.added` */
  begin(): string;
  /** Begins a content part; its first event is what `push` of its start gives. */
  addContent(kind: ContentKind): { readonly opening: string; readonly writer: PartWriter };
  /** Nothing is added any more: the item ends with its last open content. */
  seal(): string;
}

export function createMessageWriter(slots: OutputSlots, itemId: string): MessageWriter {
  const { events } = slots;
  const outputIndex = slots.reserve();
  const contents: object[] = [];
  let open = 0;
  let sealed = false;

  function finishIfDone(): string {
    if (!sealed || open > 0) return '';
    return slots.writeDone(outputIndex, createMessageItem(itemId, 'completed', contents));
  }

  function createContent(kind: ContentKind): { opening: string; writer: PartWriter } {
    const contentIndex = contents.length;
    const at = { item_id: itemId, output_index: outputIndex, content_index: contentIndex };
    const atJson = stringifyMembers(at);
    const name = NAMES[kind];
    const writeDelta = events.prepareDelta(
      `response.${name}.delta`,
      at,
      kind === 'text' ? { logprobs: [] } : {},
    );
    const annotations: object[] = [];
    let text = '';

    function complete(): object {
      return kind === 'text' ? createTextContent(text, annotations) : createRefusalContent(text);
    }

    function writeAnnotation(annotation: object): string {
      const annotationIndex = annotations.push(annotation) - 1;
      return events.write(
        'response.output_text.annotation.added',
        `${atJson},${stringifyMembers({ annotation_index: annotationIndex, annotation })}`,
      );
    }

    function push(event: CanonicalEvent): string {
      switch (event.type) {
        case 'text_delta':
        case 'refusal_delta':
          text += event.text;
          return writeDelta(event.text);
        case 'citation':
          return kind === 'text' ? writeAnnotation(encodeCitation(event.citation, text.length)) : '';
        default:
          return '';
      }
    }

    function end(): string {
      const part = complete();
      contents[contentIndex] = part;
      open -= 1;
      const final = kind === 'text' ? { text, logprobs: [] } : { refusal: text };
      return (
        events.write(`response.${name}.done`, `${atJson},${stringifyMembers(final)}`) +
        events.write('response.content_part.done', `${atJson},${stringifyMembers({ part })}`) +
        finishIfDone()
      );
    }

    const empty = complete();
    contents.push(empty);
    open += 1;
    const opening = events.write(
      'response.content_part.added',
      `${atJson},${stringifyMembers({ part: empty })}`,
    );
    return { opening, writer: { push, end } };
  }

  return {
    begin: () => slots.writeAdded(outputIndex, createMessageItem(itemId, 'in_progress', [])),
    addContent: createContent,
    seal() {
      if (sealed) return '';
      sealed = true;
      return finishIfDone();
    },
  };
}
