import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importSources } from '#bench/import-sources';
import { formatTable } from '#bench/report/format-table';
import type { TimedQuery } from '#bench/measure/measure-overview';

const DEFAULT_REQUESTS = 1_000_000;

/** Prints what the dashboard's queries take on a long history, in this process and without a gateway. */
export async function runOverview(requests: number | null): Promise<boolean> {
  const { measureOverview } = await importSources(() => import('#bench/measure/measure-overview'));
  const directory = mkdtempSync(join(tmpdir(), 'routex-bench-'));
  try {
    const times = measureOverview(directory, requests ?? DEFAULT_REQUESTS, Date.now());
    const { insertUs, rollupUs, longestRollupMs, size } = times;
    console.log(
      `${times.requests} requests of 30 days, ${(size / 2 ** 20).toFixed(0)} MiB: ${insertUs.toFixed(1)} µs to write one, ` +
        `${rollupUs.toFixed(1)} µs to add one up in the background, in steps of at most ${longestRollupMs.toFixed(0)} ms`,
    );
    printTable('overview', times.overviews);
    printTable('page of the request list', times.pages);
    return true;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function printTable(title: string, queries: readonly TimedQuery[]): void {
  const rows = queries.map(({ name, medianMs, worstMs }) => [name, medianMs.toFixed(1), worstMs.toFixed(1)]);
  console.log(`\n${formatTable([[title, 'median ms', 'worst ms'], ...rows], false)}`);
}
