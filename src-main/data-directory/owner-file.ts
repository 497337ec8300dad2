import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const ownerInfoSchema = z.object({
  pid: z.number().int().positive(),
  /** Where the owner's gateway listens, such as `http://127.0.0.1:8080`; null until it does. */
  address: z.string().nullable(),
  /** Milliseconds since the epoch. */
  startedAt: z.number(),
  /** The owner's Routex version; null when it did not say. */
  version: z.string().nullable(),
});
export type OwnerInfo = z.infer<typeof ownerInfoSchema>;

const selectPath = (directory: string): string => join(directory, 'owner.json');

/** What the file says, which is only true while somebody holds the lock. Null when it is missing or damaged. */
export function loadOwnerFile(directory: string): OwnerInfo | null {
  try {
    const parsed = ownerInfoSchema.safeParse(JSON.parse(readFileSync(selectPath(directory), 'utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** Replaces the file in one step, so that no reader sees half of it. */
export function writeOwnerFile(directory: string, info: OwnerInfo): void {
  const path = selectPath(directory);
  const temporary = `${path}.tmp`;
  // The leftover of a killed owner would keep its own mode.
  rmSync(temporary, { force: true });
  writeFileSync(temporary, `${JSON.stringify(info)}\n`, { mode: 0o600, flag: 'wx' });
  renameSync(temporary, path);
}

export function removeOwnerFile(directory: string): void {
  rmSync(selectPath(directory), { force: true });
}
