import type { EventWriter } from './write-events';

/** The items of a streamed response, numbered in the order in which they begin. */
export interface OutputSlots {
  readonly events: EventWriter;
  /** Takes the next place. */
  reserve(): number;
  /** `response.output_item.added` */
  writeAdded(index: number, item: object): string;
  /** `response.output_item.done`; the item is kept for the last event, which lists all. */
  writeDone(index: number, item: object): string;
  /** All finished items as a JSON array. */
  stringify(): string;
}

export function createOutputSlots(events: EventWriter): OutputSlots {
  const items: (string | null)[] = [];

  return {
    events,
    reserve: () => items.push(null) - 1,
    writeAdded: (index, item) =>
      events.write('response.output_item.added', `"output_index":${index},"item":${JSON.stringify(item)}`),
    writeDone(index, item) {
      const json = JSON.stringify(item);
      items[index] = json;
      return events.write('response.output_item.done', `"output_index":${index},"item":${json}`);
    },
    stringify: () => `[${items.filter((item) => item !== null).join(',')}]`,
  };
}
