import * as z from 'zod';
import { backupChangeSchema, backupFileSchema } from '#shared/domain/configuration-backup';
import { procedure } from './errors';

const password = z.string().min(8).max(1000);
const opened = z.object({
  /** As it was exported. */
  file: z.record(z.string(), z.unknown()),
  /** Of a file that was sealed with one. */
  password: z.string().min(1).max(1000).optional(),
  /** Remove channels and gateway tokens that the file does not hold. */
  removeOthers: z.boolean().default(false),
});
const changes = z.object({
  createdAt: z.number().int(),
  routex: z.string(),
  changes: z.array(backupChangeSchema),
});

export const backupContract = {
  export: procedure
    .route({
      method: 'POST',
      path: '/backup/export',
      summary: 'Export channels, gateway tokens, rules and settings as one file',
      description:
        'Keys and tokens are left out unless `secrets` asks for them, which needs a password: no answer carries a secret in the clear.',
    })
    .input(z.object({ secrets: z.boolean().default(false), password: password.optional() }))
    .output(z.object({ name: z.string(), file: backupFileSchema })),
  preview: procedure
    .route({
      method: 'POST',
      path: '/backup/preview',
      summary: 'Show what restoring an exported file would change, without changing it',
    })
    .input(opened)
    .output(changes),
  restore: procedure
    .route({
      method: 'POST',
      path: '/backup/restore',
      summary: 'Restore an exported file',
      description:
        'All of it or nothing. The next request uses what was restored; requests in flight are left alone. Answers with what was changed.',
    })
    .input(opened)
    .output(changes),
};
