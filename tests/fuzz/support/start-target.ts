import { expect } from 'vitest';
import { startFakeProvider, type FakeProvider } from '#tests/support/fake-provider/index';
import { startBuiltGateway, type BuiltGateway } from '#tests/support/gateway/start-built-gateway';
import { PROTOCOLS } from '#tests/integration/failover/support/call-gateway';
import type { Secrets } from './check-answer';
import { connectRaw, nextAddress } from './connect-raw';
import { isAnswerTo, knownGood, MARKER } from './known-good';
import type { WireAnswer } from './parse-answers';

/** Recognisable, so that a leak shows wherever it is. */
const UPSTREAM_KEY = 'fake-upstream-key-that-must-not-show-0001';
/** Small, so that bodies past it are quickly sent. */
export const BODY_LIMIT = 1024 * 1024;
/** More than this in the provider's log is of no use and only takes memory. */
const KEPT_REQUESTS = 200;
/** How often memory is looked at, in requests. */
const MEMORY_EVERY = 500;
/** The first half is warm-up; the collector's own moods are about half of this. `npm run bench -- --soak` sees finer. */
const MAX_GROWTH_BYTES = 128 * 1024 * 1024;
/** Twice of what a healthy process has at the end of the longest spec. */
const MAX_MEMORY_BYTES = 640 * 1024 * 1024;
/** Fewer requests than this are all warm-up. */
const MIN_SAMPLES = 16;

export interface FuzzTarget {
  readonly gateway: BuiltGateway;
  readonly provider: FakeProvider;
  readonly secrets: Secrets;
  /** Fuzz ids of the requests that reached the provider. */
  readonly reached: ReadonlySet<string>;
  /** Requests sent so far, by kind. */
  readonly sent: Readonly<Record<string, number>>;
  count(kind: string): void;
  /** Notes the answer to the request of this fuzz id, for the comparison with the database. */
  note(answer: WireAnswer, fuzzId?: string | null): void;
  /** Says that a request of this fuzz id must never reach the provider. */
  forbid(fuzzId: string): void;
  /** Says that requests may have been cut off, so that more may be recorded than were answered. */
  noteCut(): void;
  /** Checks what must hold when all is over, prints the figures, and gives the number of requests. */
  finish(): Promise<number>;
}

/**
 * The built gateway with a channel for each protocol, and the provider behind them.
 *
 * @param options.steady the load is of one kind, so that memory must be settled in its second half; default true
 */
export async function startTarget({ steady = true }: { steady?: boolean } = {}): Promise<FuzzTarget> {
  const provider = await startFakeProvider({
    key: UPSTREAM_KEY,
    strict: false,
    onRequest: (request) => {
      const id = request.headers['x-fuzz-id'];
      if (typeof id === 'string') reached.add(id);
      // Model lists are looked up for clients that ask for one, and are no request of theirs.
      if (request.endpoint.kind !== 'models') received += 1;
      if (provider.requests.length > KEPT_REQUESTS) {
        provider.clear();
        sayMarker();
      }
    },
  });
  const sayMarker = (): void =>
    provider.replyAlways(({ bodyText }) => {
      return { parts: [{ text: MARKER.exec(bodyText)?.[0] ?? 'no marker' }], chunks: 1 };
    });
  sayMarker();
  const reached = new Set<string>();
  let received = 0;

  const gateway = await startBuiltGateway({ settings: { limits: { bodyBytes: BODY_LIMIT } } });
  const leaks: string[] = [];
  const secrets = {
    'upstream key': UPSTREAM_KEY,
    'gateway token': gateway.token,
    'admin token': gateway.adminToken,
  };
  gateway.watchLog((line) => {
    if (Object.values(secrets).some((secret) => line.includes(secret))) leaks.push(line);
  });
  for (const protocol of PROTOCOLS) {
    // oxlint-disable-next-line no-await-in-loop -- a handful
    await gateway.addChannel({
      name: protocol,
      protocol,
      baseUrl: provider.url,
      models: ['*'],
      credentials: [{ kind: 'key', secret: UPSTREAM_KEY }],
    });
  }
  const before = gateway.memory();
  const began = performance.now();

  const sent: Record<string, number> = {};
  let total = 0;
  const samples: number[] = [];
  const answered = new Map<string, { status: number; fuzzId: string | null }>();
  const forbidden = new Set<string>();
  let cut = 0;

  async function expectAllProtocolsServed(): Promise<void> {
    for (const protocol of PROTOCOLS) {
      for (const stream of [false, true]) {
        const connection = connectRaw(gateway.url, nextAddress());
        const good = knownGood(gateway, { protocol, stream });
        connection.send(good.bytes);
        // oxlint-disable-next-line no-await-in-loop -- a handful
        const answer = await connection.next();
        connection.destroy();
        expect(answer !== null && isAnswerTo(good, answer), `${protocol} is still served`).toBe(true);
        if (answer !== null) target.note(answer, good.marker);
      }
    }
  }

  function compareWithDatabase(): { recorded: number } {
    const rows = gateway.query<{ id: string; attempts: number }>(
      'SELECT id, json_array_length(attempts) AS attempts FROM requests',
    );
    const recorded = new Map(rows.map((row) => [row.id, row.attempts]));
    expect(recorded.size, 'ids in the database are unique').toBe(rows.length);
    const unrecorded = [...answered].filter(([id, { status }]) => !recorded.has(id) && status < 400);
    expect(unrecorded, 'answers that are not in the database').toEqual([]);
    const unanswered = rows.filter((row) => !answered.has(row.id)).length;
    expect(unanswered, 'recorded requests nobody sent').toBeLessThanOrEqual(cut);
    const refusedButSent = [...answered].filter(
      ([id, { fuzzId }]) => fuzzId !== null && reached.has(fuzzId) && (recorded.get(id) ?? 0) === 0,
    );
    expect(refusedButSent, 'refused requests that reached the provider').toEqual([]);
    const attempts = rows.reduce((sum, row) => sum + row.attempts, 0);
    // A cut request may be aborted before the provider has all of it.
    expect(attempts, 'calls the provider got and no record tells of').toBeGreaterThanOrEqual(received);
    expect(attempts - received, 'calls the provider never got').toBeLessThanOrEqual(cut);
    return { recorded: rows.length };
  }

  const target: FuzzTarget = {
    gateway,
    provider,
    secrets,
    reached,
    sent,
    count(kind) {
      sent[kind] = (sent[kind] ?? 0) + 1;
      total += 1;
      if (total % MEMORY_EVERY === 0 && !gateway.exited) samples.push(gateway.memory().now);
    },
    note(answer, fuzzId = null) {
      const id = answer.headers['x-routex-request-id'];
      if (id === undefined) return;
      if (answered.has(id)) throw new Error(`two answers with the request id ${id}`);
      answered.set(id, { status: answer.status, fuzzId });
    },
    forbid: (fuzzId) => void forbidden.add(fuzzId),
    noteCut() {
      cut += 1;
    },
    async finish() {
      try {
        const tookMs = performance.now() - began;
        expect(gateway.exited, gateway.tail.join('\n')).toBe(false);
        await expectAllProtocolsServed();
        const status = (await gateway.api('GET', '/status')) as { pid: number; activeRequests: number };
        expect(status).toMatchObject({ pid: gateway.pid });
        const after = gateway.memory();
        expect(gateway.problems).toEqual([]);
        expect(await gateway.stop()).toBe(0);
        expect(leaks).toEqual([]);
        expect(gateway.query('PRAGMA quick_check')).toEqual([{ quick_check: 'ok' }]);
        const { recorded } = compareWithDatabase();
        expect(
          [...forbidden].filter((id) => reached.has(id)),
          'smuggled requests that reached the provider',
        ).toEqual([]);
        report({ sent, tookMs, recorded, received, faults: provider.errors.length, before, after });
        expect(after.now, 'memory').toBeLessThan(MAX_MEMORY_BYTES);
        if (steady) expectSettled(samples);
        return total;
      } finally {
        await gateway.stop();
        gateway.remove();
        await provider.close();
      }
    },
  };
  return target;
}

/** The highest of the last quarter against the highest of the second: what a collector has yet to collect cancels out. */
function expectSettled(samples: readonly number[]): void {
  if (samples.length < MIN_SAMPLES) return;
  const quarter = Math.floor(samples.length / 4);
  const earlier = Math.max(...samples.slice(quarter, 2 * quarter));
  const later = Math.max(...samples.slice(-quarter));
  expect(later - earlier, 'growth of memory in the second half').toBeLessThan(MAX_GROWTH_BYTES);
}

const megabytes = (bytes: number): string => `${Math.round(bytes / 1024 / 1024)} MB`;

function report(figures: {
  sent: Readonly<Record<string, number>>;
  tookMs: number;
  recorded: number;
  received: number;
  faults: number;
  before: { now: number };
  after: { now: number; peak: number };
}): void {
  const { sent, tookMs, recorded, received, faults, before, after } = figures;
  const total = Object.values(sent).reduce((sum, count) => sum + count, 0);
  const kinds = Object.entries(sent).map(([kind, count]) => `${kind} ${count}`);
  console.log(
    `fuzz: ${total} requests in ${Math.round(tookMs / 1000)} s (${kinds.join(', ')}); ${recorded} recorded, ` +
      `${received} upstream calls, ${faults} faults of the fake; memory ${megabytes(before.now)} before, ` +
      `${megabytes(after.now)} after, ${megabytes(after.peak)} at most`,
  );
}
