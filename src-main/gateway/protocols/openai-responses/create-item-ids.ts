import type { NewId } from '../canonical/codec';

const ID_CHARS = 24;

/** Ids of a response's items. Clients tell items and calls apart by them, so none may come twice. */
export interface ItemIds {
  /** Such as `msg_…`. */
  create(prefix: string): string;
  /** The id as it is, or a new one when it is taken or empty. */
  claimCallId(id: string): string;
  /** The same for an item that brings its own. */
  claimItemId(id: string | null, prefix: string): string;
}

export function createItemIds(newId: NewId): ItemIds {
  const calls = new Set<string>();
  const items = new Set<string>();

  function claim(id: string | null, prefix: string, taken: Set<string>): string {
    let claimed = id ?? '';
    while (claimed === '' || taken.has(claimed)) claimed = `${prefix}_${newId(ID_CHARS)}`;
    taken.add(claimed);
    return claimed;
  }

  return {
    create: (prefix) => claim(null, prefix, items),
    claimCallId: (id) => claim(id, 'call', calls),
    claimItemId: (id, prefix) => claim(id, prefix, items),
  };
}
