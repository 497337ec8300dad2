import type { Database } from 'better-sqlite3';
import type { Analytics, AnalyticsTotals } from '#shared/domain/analytics';
import type { ErrorKind } from '#shared/domain/error-kind';
import type { ClientKind } from '#shared/domain/request-record';
import { selectBuckets, type Period } from '#main/store/analytics-buckets';
import { createGroups, type Group, type Groups } from '#main/store/analytics-groups';
import { loadChannelNames, type AnalyticsFilter, type AnalyticsRow } from '#main/store/analytics-rows';
import {
  addRequest,
  addSums,
  convertToShare,
  convertToTotals,
  createSums,
  type Latencies,
} from '#main/store/analytics-sums';
import { createSamples } from '#main/store/percentiles';
import { coverBuckets, coverPeriod, EACH_WIDTHS_MS } from '#main/store/rollups/cover-period';
import { readFigures } from '#main/store/rollups/read-figures';
import { addFailures, countFailure, type Failures } from '#main/store/rollups/rollup';
import { parseFailures, type RollupRow, type RollupScope } from '#main/store/rollups/rollup-row';

export interface AnalyticsCall extends AnalyticsFilter, Period {
  readonly utcOffsetMinutes: number;
}

/** Places of the dimensions in the samples of the shares. */
const CHANNEL = 0;
const MODEL = 1;
const CLIENT = 2;
const DIMENSIONS = 3;

/** Channel ids are never empty, so this is the key of what reached no channel. */
const NO_CHANNEL = '';

/**
 * Adds up a period and the one before it, from one state of the database. The timeline is read apart from the shares: its
 * points need narrow rollups without regard to channel and model, the shares need few wide ones of each.
 */
export function loadAnalytics(database: Database, call: AnalyticsCall): Analytics {
  const before = { ...call, from: call.from - (call.to - call.from), to: call.from };
  return database.transaction(() => ({
    from: call.from,
    to: call.to,
    ...loadTimeline(database, call),
    ...loadShares(database, call),
    previous: loadTotals(database, before),
  }))();
}

function loadTimeline(database: Database, call: AnalyticsCall): Pick<Analytics, 'bucketMs' | 'timeline'> {
  const selected = selectBuckets(call, call.utcOffsetMinutes);
  const { bucketMs, start, count } = selected;
  const buckets = Array.from({ length: count }, createSums);
  const samples = createLatencySamples(1);
  const selectBucket = (at: number): number => Math.floor((at - start) / bucketMs);
  const { filter, scope, widths } = selectFilter(call);
  readFigures(
    database,
    { pieces: coverBuckets(call, selected, widths), filter, scopes: [scope] },
    {
      addRequest(row) {
        const bucket = selectBucket(row.startedAt);
        const sums = buckets[bucket];
        if (sums !== undefined) addRequest(sums, row);
        samples.add(row, [bucket]);
      },
      addRollup(row) {
        const bucket = selectBucket(row.start);
        const sums = buckets[bucket];
        if (sums !== undefined) addSums(sums, row);
        samples.addRollup(row, [bucket], true);
      },
    },
  );
  const latencies = samples.latencies(0, count);
  const timeline = buckets.map(({ requests, failed, inputTokens, outputTokens, costMicroUsd }, index) => ({
    start: start + index * bucketMs,
    requests,
    failed,
    inputTokens,
    outputTokens,
    costMicroUsd,
    ...latencies(index),
  }));
  return { bucketMs, timeline };
}

function loadShares(
  database: Database,
  call: AnalyticsCall,
): Pick<Analytics, 'totals' | 'channels' | 'models' | 'clients' | 'failures'> {
  const channels = createGroups();
  const models = createGroups();
  const clients = createGroups();
  const failures: Failures = {};
  const totals = createSums();
  const samples = createLatencySamples(DIMENSIONS);
  const { filter, scope } = selectFilter(call);
  // Without a filter the rollups of each dimension are fewer than those of all of them together.
  const isWhole = scope === 'all';
  readFigures(
    database,
    {
      pieces: coverPeriod(call, isWhole ? undefined : EACH_WIDTHS_MS),
      filter,
      scopes: isWhole ? ['all', 'channel', 'model', 'client'] : ['each'],
    },
    {
      addRequest(row) {
        const groups = [
          channels.get(row.channelId ?? NO_CHANNEL),
          models.get(row.model),
          clients.get(row.client),
        ];
        addRequest(totals, row);
        for (const { sums } of groups) addRequest(sums, row);
        samples.add(
          row,
          groups.map(({ index }) => index),
        );
        countFailure(failures, row);
      },
      addRollup(row) {
        const has = (dimension: RollupScope): boolean => row.scope === dimension || row.scope === 'each';
        const groups = [
          has('channel') ? channels.get(row.channelId) : null,
          has('model') ? models.get(row.model) : null,
          has('client') ? clients.get(row.client) : null,
        ];
        for (const group of groups) if (group !== null) addSums(group.sums, row);
        samples.addRollup(
          row,
          groups.map((group) => group?.index ?? null),
          has('all'),
        );
        if (!has('all')) return;
        addSums(totals, row);
        addFailures(failures, parseFailures(row.failures));
      },
    },
  );

  const convertGroups = <Name>(groups: Groups, dimension: number, name: (group: Group) => Name) => {
    const latencies = samples.latencies(dimension, groups.size);
    return groups
      .ranked()
      .map((group) => ({ ...name(group), ...convertToShare(group.sums, latencies(group.index)) }));
  };
  const named = channels.ranked().filter(({ key }) => key !== NO_CHANNEL);
  const names = loadChannelNames(
    database,
    named.map(({ key }) => key),
  );
  const nameOf = new Map(named.map(({ key }, index) => [key, names[index] ?? null]));
  return {
    totals: convertToTotals(totals, samples.overall()),
    channels: convertGroups(channels, CHANNEL, ({ key }) => ({
      channelId: key,
      channelName: nameOf.get(key) ?? null,
    })).filter(({ channelId }) => channelId !== NO_CHANNEL),
    models: convertGroups(models, MODEL, ({ key }) => ({ model: key })),
    clients: convertGroups(clients, CLIENT, ({ key }) => ({ client: key as ClientKind })),
    failures: (Object.entries(failures) as [ErrorKind, number][])
      .map(([kind, requests]) => ({ kind, requests }))
      .toSorted((a, b) => b.requests - a.requests || (a.kind < b.kind ? -1 : 1)),
  };
}

function loadTotals(database: Database, call: AnalyticsCall): AnalyticsTotals {
  const totals = createSums();
  const samples = createLatencySamples(0);
  const { filter, scope, widths } = selectFilter(call);
  readFigures(
    database,
    { pieces: coverPeriod(call, widths), filter, scopes: [scope] },
    {
      addRequest(row) {
        addRequest(totals, row);
        samples.add(row, []);
      },
      addRollup(row) {
        addSums(totals, row);
        samples.addRollup(row, [], true);
      },
    },
  );
  return convertToTotals(totals, samples.overall());
}

interface SelectedFilter {
  readonly filter: AnalyticsFilter;
  /** Whose rollups are the fewest that know what the filter asks for. */
  readonly scope: RollupScope;
  readonly widths: readonly number[] | undefined;
}

function selectFilter({ channelId, model, client }: AnalyticsCall): SelectedFilter {
  const filter = {
    ...(channelId === undefined ? {} : { channelId }),
    ...(model === undefined ? {} : { model }),
    ...(client === undefined ? {} : { client }),
  };
  const scopes: RollupScope[] = [
    ...(channelId === undefined ? [] : ['channel' as const]),
    ...(model === undefined ? [] : ['model' as const]),
    ...(client === undefined ? [] : ['client' as const]),
  ];
  const [first = 'all'] = scopes;
  return scopes.length > 1
    ? { filter, scope: 'each', widths: EACH_WIDTHS_MS }
    : { filter, scope: first, widths: undefined };
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
    addRollup(
      { totalMs, firstTokenMs }: RollupRow,
      groups: readonly (number | null)[],
      inOverall: boolean,
    ): void {
      total.addBins(totalMs, groups, inOverall);
      firstToken.addBins(firstTokenMs, groups, inOverall);
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
