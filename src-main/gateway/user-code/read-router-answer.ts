import * as z from 'zod';
import { splitChoice } from '../routing/split-choice';

const MAX_NAME_LENGTH = 1000;
const name = z.string().trim().min(1).max(MAX_NAME_LENGTH);

const answerSchema = z.union([
  z.null(),
  z.object({ channel: name, model: name.nullish() }),
  name.transform(splitChoice),
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
