import * as z from 'zod';

const MAX_NAME_LENGTH = 1000;
const name = z.string().trim().min(1).max(MAX_NAME_LENGTH);

const answerSchema = z.union([
  z.null(),
  z.object({ channel: name, model: name.nullish() }),
  name.transform((text) => {
    // A model's name may have a comma, a channel before one has none.
    const comma = text.indexOf(',');
    if (comma === -1) return { channel: text, model: null };
    return { channel: text.slice(0, comma).trim(), model: text.slice(comma + 1).trim() };
  }),
]);

export interface RouterChoice {
  /** Id or name. */
  readonly channel: string;
  readonly model: string | null;
}

/** What a custom router said; undefined when it makes no sense, null when it leaves the choice to others. */
export function readRouterAnswer(answer: unknown): RouterChoice | null | undefined {
  const read = answerSchema.safeParse(answer);
  if (!read.success) return undefined;
  if (read.data === null) return null;
  const { channel, model } = read.data;
  return channel === '' ? undefined : { channel, model: model === '' ? null : (model ?? null) };
}
