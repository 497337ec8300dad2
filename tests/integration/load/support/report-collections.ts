import { constants, PerformanceObserver } from 'node:perf_hooks';
import * as z from 'zod';

const collectionSchema = z.object({ detail: z.object({ kind: z.number() }) });

/** Loaded before the gateway: has each full collection of its main thread stand in the log. */
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    if (collectionSchema.parse(entry).detail.kind !== constants.NODE_PERFORMANCE_GC_MAJOR) continue;
    process.stderr.write(`${JSON.stringify({ level: 'info', msg: 'full collection' })}\n`);
  }
}).observe({ entryTypes: ['gc'] });
