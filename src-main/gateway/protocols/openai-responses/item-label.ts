const ITEM_LABEL = 'input item ';

/** Unknown items and unknown parts of a message's content are both opaque: the label tells which of them it is. */
export function createItemLabel(type: string): string {
  return `${ITEM_LABEL}${type}`;
}

export function isItemLabel(label: string): boolean {
  return label.startsWith(ITEM_LABEL);
}
