/** Writes server-sent events with the sequence numbers of one stream. */
export interface EventWriter {
  /** @param members in JSON, without the braces */
  write(type: string, members: string): string;
  /** A writer of one kind of delta: all but its text is made once. */
  prepareDelta(type: string, before: object, after?: object): (text: string) => string;
  /** Of the last event; -1 when there was none. */
  lastNumber(): number;
}

/** The members of an object in JSON, to be put together with others. */
export function stringifyMembers(members: object): string {
  return JSON.stringify(members).slice(1, -1);
}

export function createEventWriter(): EventWriter {
  let next = 0;

  return {
    write: (type, members) =>
      `event: ${type}\ndata: {"type":"${type}","sequence_number":${next++}${members === '' ? '' : `,${members}`}}\n\n`,
    prepareDelta(type, before, after = {}) {
      const head = `event: ${type}\ndata: {"type":"${type}",${stringifyMembers(before)},"delta":`;
      const rest = stringifyMembers(after);
      const tail = `${rest === '' ? '' : `,${rest}`}}\n\n`;
      return (text) => `${head}${JSON.stringify(text)},"sequence_number":${next++}${tail}`;
    },
    lastNumber: () => next - 1,
  };
}
