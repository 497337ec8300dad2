import type { ItemKind, ItemReader } from './item-reader';

/** Where an event says it belongs. */
export interface ItemAddress {
  readonly kind: ItemKind;
  readonly id: string | null;
  readonly index: number | null;
}

/** An output item of a stream, open until its last event. */
export interface TrackedItem extends ItemAddress {
  readonly reader: ItemReader;
}

export interface ItemTracker {
  add(address: ItemAddress, reader: ItemReader): TrackedItem;
  /** The open item an event belongs to. */
  find(address: ItemAddress): TrackedItem | null;
  /** The event belongs to an item that has ended. */
  isPast(address: ItemAddress): boolean;
  end(item: TrackedItem): void;
  isOpen(item: TrackedItem): boolean;
  /** The item that came as the n-th of its kind. */
  nth(kind: ItemKind, n: number): TrackedItem | null;
  listOpen(): readonly TrackedItem[];
}

function createIdKey({ kind, id }: ItemAddress): string | null {
  return id === null ? null : `${kind}#${id}`;
}

function createIndexKey({ kind, index }: ItemAddress): string | null {
  return index === null ? null : `${kind}@${index}`;
}

/**
 * Finds the item an event is about. Upstreams reuse indexes, repeat ids, change an item's id from event to event, or leave
 * either out: an item that both name goes before one that its id names, and that before one that its index names.
 */
export function createItemTracker(): ItemTracker {
  const open = new Set<TrackedItem>();
  const byKey = new Map<string, TrackedItem>();
  const byKind: Record<ItemKind, TrackedItem[]> = { message: [], reasoning: [], call: [], other: [] };
  const past = new Set<string>();

  function look(key: string | null): TrackedItem | null {
    return key === null ? null : (byKey.get(key) ?? null);
  }

  function findLast(kind: ItemKind): TrackedItem | null {
    const last = byKind[kind].at(-1);
    return last !== undefined && open.has(last) ? last : null;
  }

  return {
    add({ kind, id, index }, reader) {
      const item = { kind, id, index, reader };
      open.add(item);
      byKind[kind].push(item);
      for (const key of [createIdKey(item), createIndexKey(item)]) if (key !== null) byKey.set(key, item);
      return item;
    },
    find(address) {
      const atIndex = look(createIndexKey(address));
      if (atIndex !== null && atIndex.id === address.id) return atIndex;
      const found = look(createIdKey(address)) ?? atIndex;
      return found ?? (address.index === null ? findLast(address.kind) : null);
    },
    isPast(address) {
      const key = createIdKey(address) ?? createIndexKey(address);
      return key !== null && past.has(key);
    },
    end(item) {
      open.delete(item);
      for (const key of [createIdKey(item), createIndexKey(item)]) {
        if (key === null) continue;
        past.add(key);
        if (byKey.get(key) === item) byKey.delete(key);
      }
    },
    isOpen: (item) => open.has(item),
    nth: (kind, n) => byKind[kind][n] ?? null,
    listOpen: () => [...open],
  };
}
