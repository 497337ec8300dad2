import * as z from 'zod';

const MAX_TOKENS = 10_000_000;
const MAX_PROVIDERS = 100;
const MAX_KEYWORDS = 200;
const MAX_NOTE_LENGTH = 2000;

const tokens = z.number().int().positive().max(MAX_TOKENS);
const providers = z.array(z.string().trim().min(1)).max(MAX_PROVIDERS);

/** What every transformer takes: for which providers (a channel's preset, or `custom`) it acts. */
const scope = {
  /** Nowhere else. */
  only: providers.optional(),
  /** Anywhere else. */
  deny: providers.optional(),
};

/** The options of each built-in transformer, in the names that claude-code-router gave them. */
export const TRANSFORMER_OPTIONS = {
  maxtoken: z.strictObject({ ...scope, max_tokens: tokens }),
  maxcompletiontokens: z.strictObject(scope),
  sampling: z.strictObject({
    ...scope,
    max_tokens: tokens.optional(),
    temperature: z.number().min(0).max(2).optional(),
    top_p: z.number().min(0).max(1).optional(),
    top_k: z.number().int().positive().optional(),
    repetition_penalty: z.number().positive().max(10).optional(),
  }),
  cleancache: z.strictObject(scope),
  streamoptions: z.strictObject(scope),
  /** Every other member is one of the request's body. */
  customparams: z.object(scope).catchall(z.json()),
  reasoning: z.strictObject({ ...scope, enable: z.boolean().default(true) }),
  extrathinktag: z.strictObject(scope),
  enhancetool: z.strictObject(scope),
  tooluse: z.strictObject(scope),
  cleanschema: z.strictObject({
    ...scope,
    /** Keywords that are left out beside the usual ones. */
    remove: z.array(z.string().min(1)).max(MAX_KEYWORDS).default([]),
  }),
  stripimages: z.strictObject({
    ...scope,
    /** What stands in an image's place. */
    note: z.string().min(1).max(MAX_NOTE_LENGTH).default('[image left out: this model takes text only]'),
  }),
} as const satisfies Readonly<Record<string, z.ZodObject>>;

/** Those of a transformer in a file of the user: whatever it wants. */
export const USER_FILE_OPTIONS = z.object(scope).catchall(z.json());

export type BuiltInTransformer = keyof typeof TRANSFORMER_OPTIONS;

export function isBuiltInTransformer(name: string): name is BuiltInTransformer {
  return Object.hasOwn(TRANSFORMER_OPTIONS, name);
}
