import { eventIterator } from '@orpc/contract';
import * as z from 'zod';
import { analyticsSchema } from '#shared/domain/analytics';
import { procedure } from './errors';
import { queryNumber } from './query-number';
import { isPeriodInOrder, PERIOD_ORDER, requestFilterSchema } from './requests';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

export const ANALYTICS_WINDOW = { min: MINUTE_MS, default: DAY_MS, max: 400 * DAY_MS } as const;

export const analyticsWindowSchema = requestFilterSchema
  .pick({ channelId: true, model: true, client: true })
  .extend({
    /** Length of the period that ends now; a day when neither this nor `from` and `to` are given. */
    windowMs: queryNumber(z.number().int().min(ANALYTICS_WINDOW.min).max(ANALYTICS_WINDOW.max)).optional(),
    /** East of UTC, so that days begin at the reader's midnight. */
    utcOffsetMinutes: queryNumber(z.number().int().min(-1440).max(1440)).default(0),
  });
export type AnalyticsWindow = z.infer<typeof analyticsWindowSchema>;

export const analyticsQuerySchema = analyticsWindowSchema
  .extend({
    /** Both or neither, and then without `windowMs`. At most 400 days. */
    from: requestFilterSchema.shape.from,
    to: requestFilterSchema.shape.to,
  })
  .refine(isPeriodInOrder, PERIOD_ORDER)
  .superRefine(({ from, to, windowMs }, context) => {
    const refuse = (field: string, message: string): void => {
      context.addIssue({ code: 'custom', path: [field], message });
    };
    if (from === undefined && to !== undefined) refuse('from', 'is needed together with "to"');
    if (to === undefined && from !== undefined) refuse('to', 'is needed together with "from"');
    if (from === undefined || to === undefined) return;
    if (windowMs !== undefined) refuse('windowMs', 'cannot be combined with "from" and "to"');
    if (to - from > ANALYTICS_WINDOW.max) refuse('to', 'must be at most 400 days after "from"');
  });
export type AnalyticsQuery = z.infer<typeof analyticsQuerySchema>;

export const analyticsContract = {
  get: procedure
    .route({
      method: 'GET',
      path: '/analytics',
      summary: 'Requests, tokens and latency over a period',
    })
    .input(analyticsQuerySchema)
    .output(analyticsSchema),
  /** The same for the period that ends now: at once, then whenever finished requests have changed it. */
  stream: procedure
    .route({
      method: 'GET',
      path: '/analytics/stream',
      summary: 'The figures as they change',
    })
    .input(analyticsWindowSchema)
    .output(eventIterator(analyticsSchema)),
};
