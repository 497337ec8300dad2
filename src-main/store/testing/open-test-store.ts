import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openStore } from '#main/store/open-store';

/** A store in a folder of its own, which goes with the test. */
export function openTestStore() {
  const directory = mkdtempSync(join(tmpdir(), 'routex-store-'));
  const path = join(directory, 'routex.db');
  const store = openStore({ path, backupsDir: join(directory, 'backups'), clock: { now: () => 0 } });
  onTestFinished(() => {
    store.close();
    rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
  });
  return { store, path };
}
