import * as z from 'zod';
import { errorKindSchema } from '#shared/domain/error-kind';
import { protocolIdSchema } from '#shared/domain/protocol';
import { clientKindSchema, outcomeSchema, requestRecordSchema } from '#shared/domain/request-record';
import { storedExchangeSchema } from '#shared/domain/stored-exchange';
import { procedure } from './errors';
import { queryNumber } from './query-number';
import { routeExplanationSchema } from './routing';

export const REQUEST_PAGE = { default: 50, max: 200 } as const;

/** The last millisecond a JavaScript date can name. */
const MAX_INSTANT_MS = 8.64e15;

const text = z.string().min(1).max(200);
/** Milliseconds since the epoch. */
const instant = queryNumber(z.number().nonnegative().max(MAX_INSTANT_MS));

export const requestFilterSchema = z.object({
  /** Inclusive. */
  from: instant.optional(),
  /** Exclusive. */
  to: instant.optional(),
  channelId: text.optional(),
  /** As the client named it. */
  model: text.optional(),
  protocol: protocolIdSchema.optional(),
  client: clientKindSchema.optional(),
  sessionId: text.optional(),
  project: text.optional(),
  gatewayTokenId: text.optional(),
  outcome: outcomeSchema.optional(),
  failureKind: errorKindSchema.optional(),
  /**
   * In the error, the model, the project or the name of the channel, in either case; the beginning of a session id, or the
   * whole id of a request.
   */
  search: text.optional(),
});
export type RequestFilter = z.infer<typeof requestFilterSchema>;

/** False for a period that ends before it begins, or is empty. */
export function isPeriodInOrder({ from, to }: Pick<RequestFilter, 'from' | 'to'>): boolean {
  return from === undefined || to === undefined || from < to;
}
export const PERIOD_ORDER = { path: ['to'], error: 'must be later than "from"' };

export const requestListInputSchema = requestFilterSchema
  .extend({
    limit: queryNumber(z.number().int().min(1).max(REQUEST_PAGE.max)).default(REQUEST_PAGE.default),
    /** `nextCursor` of the page before. */
    cursor: z.string().max(500).optional(),
  })
  .refine(isPeriodInOrder, PERIOD_ORDER);

export const requestPageSchema = z.object({
  /** Newest first. */
  items: z.array(requestRecordSchema),
  /** For the next page; null on the last one. */
  nextCursor: z.string().nullable(),
});
export type RequestPage = z.infer<typeof requestPageSchema>;

export const requestsContract = {
  list: procedure
    .route({ method: 'GET', path: '/requests', summary: 'Finished requests, newest first' })
    .input(requestListInputSchema)
    .output(requestPageSchema),
  get: procedure
    .route({
      method: 'GET',
      path: '/requests/{id}',
      summary: 'One finished request with its attempts',
    })
    .input(z.object({ id: z.string() }))
    .output(requestRecordSchema),
  bodies: procedure
    .route({
      method: 'GET',
      path: '/requests/{id}/bodies',
      summary: 'What was really sent and received for a request',
      description:
        'Kept only while the setting `bodies.store` is on, and for as long as it says. Secrets are masked.',
    })
    .input(z.object({ id: z.string() }))
    .output(storedExchangeSchema),
  explain: procedure
    .route({
      method: 'GET',
      path: '/requests/{id}/explanation',
      summary: 'How a request whose bodies are stored would be planned now',
    })
    .input(z.object({ id: z.string() }))
    .output(routeExplanationSchema),
  replay: procedure
    .route({
      method: 'POST',
      path: '/requests/{id}/replay',
      summary: 'Send a request whose bodies are stored once more',
      description:
        'As a new request, through the gateway and with a gateway token of its own; answers when it is over. It costs what any request does.',
    })
    .input(
      z.object({
        id: z.string(),
        /** Nobody else answers; null: as the plan has it. */
        channelId: text.nullable().default(null),
        /** Null: as the client asked. */
        model: text.nullable().default(null),
      }),
    )
    /** Of the new request. */
    .output(z.object({ id: z.string() })),
  clearBodies: procedure
    .route({ method: 'DELETE', path: '/requests/bodies', summary: 'Remove all stored bodies' })
    .output(z.object({})),
};
