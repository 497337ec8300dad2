import { eventIterator } from '@orpc/contract';
import * as z from 'zod';
import { channelSchema, channelSettingsSchema } from '#shared/domain/channel';
import { channelTestResultSchema, testGoalSchema, testStepSchema } from '#shared/domain/channel-test';
import { failureSchema } from '#shared/domain/request-record';
import { procedure } from './errors';
import { newIdSchema, removedSchema } from './ids';

const WEIGHT_RULE = 'must be a finite number, 0 or more';
const MAX_SECRET_LENGTH = 16_384;
/** A key travels in a header: one line of visible ASCII. */
const SECRET = /^[\x21-\x7e]+$/;
const MAX_CREDENTIALS = 100;

const label = z.string().trim().max(80).nullable();

export const newCredentialSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('key'),
    secret: z
      .string()
      .trim()
      .max(MAX_SECRET_LENGTH)
      .regex(SECRET, { error: 'must be one line of visible ASCII characters' }),
    label: label.optional(),
  }),
  /** The caller's own login goes on unchanged. */
  z.object({ kind: z.literal('client'), label: label.optional() }),
]);
export type NewCredential = z.infer<typeof newCredentialSchema>;

/** A stored credential that an update keeps. */
export const keptCredentialSchema = z.object({
  kind: z.literal('stored'),
  id: z.string(),
  label: label.optional(),
  enabled: z.boolean().optional(),
});

const weight = z.number({ error: WEIGHT_RULE }).nonnegative({ error: WEIGHT_RULE });

/** Read by `normalizeBaseUrl`, which takes what people paste. */
const pastedBaseUrl = z.string().trim().min(1).max(2048);

const editableSettings = channelSettingsSchema.extend({
  weight,
  baseUrl: pastedBaseUrl,
});

/** What a preset knows may be left out; without a preset `protocol` and `baseUrl` are needed. */
export const createChannelSchema = editableSettings
  .partial()
  .required({ name: true })
  .extend({
    id: newIdSchema('ch').optional(),
    credentials: z.array(newCredentialSchema).max(MAX_CREDENTIALS).default([]),
  });
export type CreateChannel = z.infer<typeof createChannelSchema>;

export const updateChannelSchema = editableSettings.partial().extend({
  id: z.string(),
  /** The revision the edit was made from. */
  revision: z.number().int().positive(),
  /** When given, the whole list in the order they are tried. */
  credentials: z
    .array(z.discriminatedUnion('kind', [keptCredentialSchema, ...newCredentialSchema.options]))
    .max(MAX_CREDENTIALS)
    .optional(),
});
export type UpdateChannel = z.infer<typeof updateChannelSchema>;

const byId = z.object({ id: z.string() });
const testModel = z.string().trim().min(1).max(200).optional();

/** A channel as it stands in an editor: one to be created, or an edit of a stored one. */
const draftSchema = z.object({
  channel: createChannelSchema.optional(),
  stored: updateChannelSchema.optional(),
});

function assertOneDraft({ channel, stored }: z.infer<typeof draftSchema>, context: z.RefinementCtx): void {
  if ((channel === undefined) !== (stored === undefined)) return;
  const [field, message] =
    channel === undefined
      ? (['channel', 'is needed, or "stored"'] as const)
      : (['stored', 'cannot be combined with "channel"'] as const);
  context.addIssue({ code: 'custom', path: [field], message });
}

export const channelsContract = {
  list: procedure
    .route({ method: 'GET', path: '/channels', summary: 'Channels, in the order they are tried' })
    .output(z.array(channelSchema)),
  get: procedure
    .route({ method: 'GET', path: '/channels/{id}', summary: 'One channel' })
    .input(byId)
    .output(channelSchema),
  create: procedure
    .route({
      method: 'POST',
      path: '/channels',
      successStatus: 201,
      summary: 'Add a channel',
      description:
        'What a preset knows may be left out; without a preset `protocol` and `baseUrl` are needed. With an `id` of the caller the request can be repeated safely.',
    })
    .input(createChannelSchema)
    .output(channelSchema),
  update: procedure
    .route({
      method: 'PATCH',
      path: '/channels/{id}',
      summary: 'Change a channel',
      description:
        '`revision` is the one the edit was made from; a channel that has changed since is left as it is. `credentials`, when given, is the whole list.',
    })
    .input(updateChannelSchema)
    .output(channelSchema),
  remove: procedure
    .route({
      method: 'DELETE',
      path: '/channels/{id}',
      summary: 'Remove a channel and its keys',
      description: 'One that is already gone is no error. A pinned channel is unpinned.',
    })
    .input(
      byId.extend({
        /** When given, a channel that has changed since is kept. */
        revision: z.number().int().positive().optional(),
      }),
    )
    .output(removedSchema),
  reset: procedure
    .route({
      method: 'POST',
      path: '/channels/{id}/reset',
      summary: 'Ask a channel and its keys again at once',
      description: 'Forgets failures and the times its provider has named. Its configuration is not touched.',
    })
    .input(byId)
    .output(channelSchema),
  test: procedure
    .route({
      method: 'POST',
      path: '/channels/{id}/test',
      summary: 'Ask a channel for a short answer, as real traffic would',
      description: 'A failed test is a result, not an error.',
    })
    .input(byId.extend({ model: testModel }))
    .output(channelTestResultSchema),
  testDraft: procedure
    .route({
      method: 'POST',
      path: '/channel-tests',
      summary: 'The same for a channel that is not saved as it is',
      description:
        '`channel` is one to be created, `stored` an edit of a stored one, whose keys it may keep. Nothing is saved.',
    })
    .input(draftSchema.extend({ model: testModel }).superRefine(assertOneDraft))
    .output(channelTestResultSchema),
  testSteps: procedure
    .route({
      method: 'POST',
      path: '/channel-tests/steps',
      summary: 'The same, stage by stage as it goes on',
      description: 'Ends with the whole result. Whoever leaves ends the test.',
    })
    .input(
      draftSchema
        .extend({ model: testModel, goal: testGoalSchema.default('answer') })
        .superRefine(assertOneDraft),
    )
    .output(eventIterator(testStepSchema)),
  models: procedure
    .route({
      method: 'POST',
      path: '/channel-models',
      summary: 'The models that the provider of a channel says it has',
      description:
        'For a channel as it is edited, as in a test. A provider that refuses is a result, not an error.',
    })
    .input(draftSchema.superRefine(assertOneDraft))
    .output(
      z.object({
        /** None where the provider keeps no list. */
        names: z.array(z.string()),
        failure: failureSchema.nullable(),
      }),
    ),
};
