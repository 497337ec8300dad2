import type { Database } from 'better-sqlite3';
import type { Analytics, AnalyticsTotals } from '#shared/domain/analytics';
import type { ErrorKind } from '#shared/domain/error-kind';
import type { ClientKind } from '#shared/domain/request-record';
import { selectBuckets, type Period } from '#main/store/analytics-buckets';
import { createGroups, type Group, type Groups } from '#main/store/analytics-groups';
import {
  iterateAnalyticsRows,
  loadChannelNames,
  type AnalyticsFilter,
  type AnalyticsRow,
} from '#main/store/analytics-rows';
import {
  addRequest,
  convertToShare,
  convertToTotals,
  createSums,
  type Latencies,
} from '#main/store/analytics-sums';
import { createSamples } from '#main/store/percentiles';

export interface AnalyticsCall extends AnalyticsFilter, Period {
  readonly utcOffsetMinutes: number;
}

/** Places of the dimensions in the samples. */
const BUCKET = 0;
const CHANNEL = 1;
const MODEL = 2;
const CLIENT = 3;
const DIMENSIONS = 4;

/** Channel ids are never empty, so this is the key of what reached no channel. */
const NO_CHANNEL = '';

/** Adds up a period and the one before it, from one state of the database. */
export function loadAnalytics(database: Database, call: AnalyticsCall): Analytics {
  return database.transaction(() => ({
    ...loadFigures(database, call),
    previous: loadTotals(database, { ...call, from: call.from - (call.to - call.from), to: call.from }),
  }))();
}

function loadFigures(database: Database, call: AnalyticsCall): Omit<Analytics, 'previous'> {
  const { from, to, utcOffsetMinutes } = call;
  const { bucketMs, start, count } = selectBuckets(call, utcOffsetMinutes);
  const buckets = Array.from({ length: count }, createSums);
  const channels = createGroups();
  const models = createGroups();
  const clients = createGroups();
  const failures = new Map<ErrorKind, number>();
  const totals = createSums();
  const samples = createLatencySamples(DIMENSIONS);

  for (const row of iterateAnalyticsRows(database, call, call)) {
    const bucket = Math.floor((row.startedAt - start) / bucketMs);
    const channel = channels.get(row.channelId ?? NO_CHANNEL);
    const model = models.get(row.model);
    const client = clients.get(row.client);
    for (const sums of [totals, buckets[bucket], channel.sums, model.sums, client.sums]) {
      if (sums !== undefined) addRequest(sums, row);
    }
    samples.add(row, [bucket, channel.index, model.index, client.index]);
    // A client that leaves is no failure, although its request has a kind.
    if (row.failureKind !== null && row.outcome !== 'cancelled') {
      failures.set(row.failureKind, (failures.get(row.failureKind) ?? 0) + 1);
    }
  }

  const convertGroups = <Name>(groups: Groups, dimension: number, name: (group: Group) => Name) => {
    const latencies = samples.latencies(dimension, groups.size);
    return groups
      .ranked()
      .map((group) => ({ ...name(group), ...convertToShare(group.sums, latencies(group.index)) }));
  };
  const bucketLatencies = samples.latencies(BUCKET, count);
  const named = channels.ranked().filter(({ key }) => key !== NO_CHANNEL);
  const names = loadChannelNames(
    database,
    named.map(({ key }) => key),
  );
  const nameOf = new Map(named.map(({ key }, index) => [key, names[index] ?? null]));
  return {
    from,
    to,
    bucketMs,
    totals: convertToTotals(totals, samples.overall()),
    timeline: buckets.map(({ requests, failed, inputTokens, outputTokens, costMicroUsd }, index) => ({
      start: start + index * bucketMs,
      requests,
      failed,
      inputTokens,
      outputTokens,
      costMicroUsd,
      ...bucketLatencies(index),
    })),
    channels: convertGroups(channels, CHANNEL, ({ key }) => ({
      channelId: key,
      channelName: nameOf.get(key) ?? null,
    })).filter(({ channelId }) => channelId !== NO_CHANNEL),
    models: convertGroups(models, MODEL, ({ key }) => ({ model: key })),
    clients: convertGroups(clients, CLIENT, ({ key }) => ({ client: key as ClientKind })),
    failures: [...failures]
      .map(([kind, requests]) => ({ kind, requests }))
      .toSorted((a, b) => b.requests - a.requests || (a.kind < b.kind ? -1 : 1)),
  };
}

function loadTotals(database: Database, call: AnalyticsCall): AnalyticsTotals {
  const totals = createSums();
  const samples = createLatencySamples(0);
  for (const row of iterateAnalyticsRows(database, call, call)) {
    addRequest(totals, row);
    samples.add(row, []);
  }
  return convertToTotals(totals, samples.overall());
}

const NOT_MEASURED = { p50: null, p95: null };

/** How long successful requests took; what failed early would make a bad day look fast. */
function createLatencySamples(dimensions: number) {
  const total = createSamples(dimensions);
  const firstToken = createSamples(dimensions);
  return {
    add({ outcome, totalMs, firstTokenMs }: AnalyticsRow, groups: readonly number[]): void {
      if (outcome !== 'success') return;
      total.add(totalMs, groups);
      if (firstTokenMs !== null) firstToken.add(firstTokenMs, groups);
    },
    latencies(dimension: number, groupCount: number): (index: number) => Latencies {
      const totals = total.latencies(dimension, groupCount);
      const firstTokens = firstToken.latencies(dimension, groupCount);
      return (index) => ({
        totalMs: totals[index] ?? NOT_MEASURED,
        firstTokenMs: firstTokens[index] ?? NOT_MEASURED,
      });
    },
    overall: (): Latencies => ({ totalMs: total.overall(), firstTokenMs: firstToken.overall() }),
  };
}
