import * as z from 'zod';
import { channelProfileOverridesSchema } from '#shared/domain/channel-profile';
import { channelTransformersSchema } from '#shared/domain/channel-transformers';
import { conversionPreviewSchema } from '#shared/domain/conversion-preview';
import { protocolIdSchema } from '#shared/domain/protocol';
import { procedure } from './errors';

const MAX_MODEL_LENGTH = 200;
/** It may become part of a path. */
const model = z
  .string()
  .trim()
  .min(1)
  .max(MAX_MODEL_LENGTH)
  .refine((name) => name.isWellFormed(), { error: 'must be well-formed Unicode' });
const jsonObject = z.record(z.string(), z.unknown());

/** The upstream's name of the model; without one a channel's mapping decides, and else the client's name is kept. */
const upstreamModel = model.optional();

/** A stored channel, or one that is only thought of. */
const targetSchema = z.union([
  z.strictObject({ channelId: z.string().min(1), model: upstreamModel }),
  z.strictObject({
    protocol: protocolIdSchema,
    profile: channelProfileOverridesSchema.default({}),
    transformers: channelTransformersSchema.optional(),
    model: upstreamModel,
  }),
]);

const fields = z.object({
  /** The client's. */
  protocol: protocolIdSchema,
  /** What a client sends. */
  body: jsonObject,
  /** What a Gemini client says in its path. */
  path: z.strictObject({ model, stream: z.boolean().default(false) }).optional(),
  target: targetSchema,
  /** An upstream's answer in the target's protocol: its JSON, or the server-sent events of a stream. */
  response: z.union([z.strictObject({ stream: z.string() }), jsonObject]).optional(),
});

export const previewConversionSchema = fields
  .refine(({ protocol, path }) => protocol === 'gemini' || path === undefined, {
    path: ['path'],
    error: 'only Gemini names the model in its path',
  })
  .refine(
    ({ protocol, path, body }) => protocol !== 'gemini' || path !== undefined || isNamed(body['model']),
    {
      path: ['path'],
      error: 'is needed, because the body names no model',
    },
  );
export type PreviewConversion = z.infer<typeof previewConversionSchema>;

function isNamed(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

export const conversionsContract = {
  preview: procedure
    .route({
      method: 'POST',
      path: '/conversions/preview',
      summary: 'Show how a request would go on to a channel, and its answer come back',
      description:
        'A dry run: nothing is sent, recorded or remembered. `target` is a stored channel (`channelId`) or a protocol with profile settings. `response`, when given, is an answer of the upstream, and is shown as the client would get it.',
    })
    .input(previewConversionSchema)
    .output(conversionPreviewSchema),
};
