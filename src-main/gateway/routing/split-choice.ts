export interface NamedChoice {
  /** Id or name of a channel. */
  readonly channel: string;
  /** Null: none is named. */
  readonly model: string | null;
}

/** Reads `channel` or `channel,model`. A model's name may have a comma, a channel before one has none. */
export function splitChoice(text: string): NamedChoice {
  const comma = text.indexOf(',');
  if (comma === -1) return { channel: text.trim(), model: null };
  const model = text.slice(comma + 1).trim();
  return { channel: text.slice(0, comma).trim(), model: model === '' ? null : model };
}
