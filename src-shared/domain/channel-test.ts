import * as z from 'zod';
import { failureSchema } from './request-record';

/** What a Test proves, in order: the address answers, the key is accepted, the model replies. */
export const TEST_STAGES = ['reach', 'authenticate', 'answer'] as const;

export const testStageSchema = z.object({
  stage: z.enum(TEST_STAGES),
  status: z.enum(['ok', 'failed', 'skipped']),
  /** Milliseconds since the test began at which the stage was decided; null when it was skipped. */
  atMs: z.number().nonnegative().nullable(),
});

export type TestStage = z.infer<typeof testStageSchema>;

/** How far a test goes: only as far as somebody answers at the address, or up to an answer of the model. */
export const TEST_GOALS = ['reach', 'answer'] as const;
export const testGoalSchema = z.enum(TEST_GOALS);
export type TestGoal = z.infer<typeof testGoalSchema>;

/** The cause a person can act on, narrower than the error's kind. */
export const TEST_CAUSES = [
  'bad_key',
  'no_key',
  'no_such_model',
  'quota',
  'rate_limit',
  'overloaded',
  'wrong_base_url',
  'wrong_protocol',
  'blocked',
  'timeout',
  'unreachable',
  'upstream_error',
] as const;
export const testCauseSchema = z.enum(TEST_CAUSES);
export type TestCause = z.infer<typeof testCauseSchema>;

export const channelTestResultSchema = z.object({
  ok: z.boolean(),
  stages: z.array(testStageSchema).length(TEST_STAGES.length),
  /** The upstream model that was asked; null when none could be chosen. */
  model: z.string().nullable(),
  cause: testCauseSchema.nullable(),
  failure: failureSchema.nullable(),
  /** Upstream's HTTP status; null when none arrived. */
  status: z.number().int().nullable(),
  firstTokenMs: z.number().nonnegative().nullable(),
  totalMs: z.number().nonnegative(),
});
export type ChannelTestResult = z.infer<typeof channelTestResultSchema>;

/** A test as it goes on: what is decided of its stages, and at last the whole result. */
export const testStepSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('stage'), stage: testStageSchema }),
  z.object({ type: z.literal('result'), result: channelTestResultSchema }),
]);
export type TestStep = z.infer<typeof testStepSchema>;
