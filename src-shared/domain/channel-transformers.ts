import * as z from 'zod';
import { isBuiltInTransformer, TRANSFORMER_OPTIONS, USER_FILE_OPTIONS } from './transformer-options';
import { isUserFilePath } from './user-file-path';

const MAX_NAME_LENGTH = 1000;
const MAX_USES = 50;
const MAX_MODELS = 1000;

const name = z.string().trim().min(1).max(MAX_NAME_LENGTH);
const options = z.record(z.string(), z.json());

/** A transformer by its name, or by its name and options; the absolute path of a file is a name too. */
export const transformerUseSchema = z.union([name, z.tuple([name, options])]).superRefine(checkUse);
export type TransformerUse = z.infer<typeof transformerUseSchema>;

const useList = z.array(transformerUseSchema).max(MAX_USES);

/** What is changed in a channel's requests and, in reverse order, in its answers. */
export const channelTransformersSchema = z.strictObject({
  /** For every model. */
  use: useList.default([]),
  /** After those, for one model, by its upstream's name. */
  models: z
    .record(z.string().trim().min(1).max(MAX_NAME_LENGTH), z.strictObject({ use: useList }))
    .refine((models) => Object.keys(models).length <= MAX_MODELS, { error: `at most ${MAX_MODELS} models` })
    .default({}),
});
export type ChannelTransformers = z.infer<typeof channelTransformersSchema>;

export interface NamedUse {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
}

const NO_OPTIONS = {};

export function splitUse(use: TransformerUse): NamedUse {
  return typeof use === 'string' ? { name: use, options: NO_OPTIONS } : { name: use[0], options: use[1] };
}

function checkUse(use: string | [string, Record<string, unknown>], context: z.RefinementCtx): void {
  const [used, given] = typeof use === 'string' ? [use, NO_OPTIONS] : use;
  const at = typeof use === 'string' ? [] : [0];
  const schema = findOptions(used);
  if (schema === null) {
    const known = Object.keys(TRANSFORMER_OPTIONS).join(', ');
    context.addIssue({
      code: 'custom',
      path: at,
      message: `There is no transformer ${JSON.stringify(used)}. Known are ${known}, and absolute paths of script files.`,
    });
    return;
  }
  const read = schema.safeParse(given);
  for (const { path, message } of read.error?.issues ?? []) {
    context.addIssue({
      code: 'custom',
      path: typeof use === 'string' ? [] : [1, ...path],
      message: `${used}: ${[path.join('.'), message].filter(Boolean).join(': ')}`,
    });
  }
}

function findOptions(used: string): z.ZodObject | null {
  if (isBuiltInTransformer(used)) return TRANSFORMER_OPTIONS[used];
  return isUserFilePath(used) ? USER_FILE_OPTIONS : null;
}
