import * as z from 'zod';
import { procedure } from './errors';

/** Stands for "no channel is pinned: the plan chooses". No channel may have it as its name. */
export const AUTO = 'auto';

export const routingContract = {
  use: procedure
    .route({
      method: 'PUT',
      path: '/routing/active',
      summary: 'Pin the channel that answers next, or let Routex choose',
    })
    .input(z.object({ channel: z.string().min(1).describe('A channel id, or "auto".') }))
    .output(z.object({ pinnedChannelId: z.string().nullable() })),
};
