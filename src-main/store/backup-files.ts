import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** `routex`: a whole copy from before an update. `rescued`: channels and gateway tokens of a damaged database. */
export type BackupKind = 'routex' | 'rescued';

/** `routex-v3-2026-11-22T10-11-12-123Z.db`: kind, schema version and, sortable and legal on Windows, when. */
const BACKUP_NAME = /^(routex|rescued)-v(\d+)-(\d{4}-\d\d-\d\dT[\d-]+Z)(?:-(\d+))?\.db$/;

/** Of each kind; the newest of each schema version stays beyond that, because it is the way back to that version. */
const KEPT_BACKUPS = 10;

interface BackupFile {
  readonly name: string;
  readonly kind: string;
  readonly version: number;
  readonly time: string;
  readonly copy: number;
}

export function selectBackupName(options: {
  kind: BackupKind;
  version: number;
  now: number;
  copy: number;
}): string {
  const { kind, version, now, copy } = options;
  const time = new Date(now).toISOString().replaceAll(/[:.]/g, '-');
  return `${kind}-v${version}-${time}${copy === 0 ? '' : `-${copy}`}.db`;
}

/** Oldest first; files of any other name are left out, and left alone. */
export function listBackups(backupsDir: string): BackupFile[] {
  return listFiles(backupsDir)
    .flatMap((name) => {
      const match = BACKUP_NAME.exec(name);
      if (match === null) return [];
      const [, kind = '', version, time = '', copy = 0] = match;
      return [{ name, kind, version: Number(version), time, copy: Number(copy) }];
    })
    .toSorted((a, b) => (a.time === b.time ? a.copy - b.copy : a.time < b.time ? -1 : 1));
}

/** @param backups oldest first */
export function selectNewest(
  backups: readonly BackupFile[],
  { kind, supported }: { kind: BackupKind; supported: number },
): string | null {
  return backups.findLast((backup) => backup.kind === kind && backup.version <= supported)?.name ?? null;
}

/** Removes what is beyond the number kept. A copy that cannot be removed is no reason to fail: it is one too many. */
export function pruneBackups(backupsDir: string): void {
  for (const { name } of selectSuperfluous(listBackups(backupsDir))) {
    try {
      rmSync(join(backupsDir, name), { force: true });
    } catch {
      continue;
    }
  }
}

function selectSuperfluous(backups: readonly BackupFile[]): BackupFile[] {
  const newestFirst = backups.toReversed();
  const versions = new Set<string>();
  const counts = new Map<string, number>();
  return newestFirst.filter(({ kind, version }) => {
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    const newestOfVersion = !versions.has(`${kind}-${version}`);
    versions.add(`${kind}-${version}`);
    return count > KEPT_BACKUPS && !newestOfVersion;
  });
}

function listFiles(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}
