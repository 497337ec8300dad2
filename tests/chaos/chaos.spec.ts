import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startBuiltGateway, type BuiltGateway } from '#tests/support/gateway/start-built-gateway';
import { createConfigurationChanges } from './support/change-configuration';
import { CHANGE_EVERY_MS, CHAOS_CLIENTS, CHAOS_SECONDS, CHAOS_SEED } from './support/chaos-settings';
import { createRandom } from './support/create-random';
import { judgeStream, type Verdict } from './support/judge-stream';
import { CLIENT_PROTOCOLS, readStream } from './support/read-stream';
import { startMoodyUpstreams, type MoodyUpstreams } from './support/start-moody-upstreams';

const SECOND_MS = 1000;
/** Short, so that a hanging upstream takes up a part of the run only. */
const TIMEOUTS = { streamHeadersMs: 2000, idleMs: 2000 };
const LEAVING_SHARE = 0.05;
/** Clients that were refused come back after a while. */
const BACK_OFF_MS = 250;
/** More than this of what went wrong only fills the screen. */
const SHOWN = 5;
/** Enough of a text to say whose it is. */
const TAIL = 60;

const random = createRandom(CHAOS_SEED);
let gateway: BuiltGateway;
let upstreams: MoodyUpstreams;

beforeAll(async () => {
  upstreams = await startMoodyUpstreams(random);
  gateway = await startBuiltGateway({ settings: { logLevel: 'error', timeouts: TIMEOUTS } });
});
afterAll(async () => {
  await gateway.stop();
  gateway.remove();
  await upstreams.close();
});

it(
  'streams are served by whoever can while upstreams fail at random and the configuration changes',
  async () => {
    const configuration = await createConfigurationChanges(gateway, upstreams.all, random);
    const verdicts: Record<Verdict, number> = {
      served: 0,
      'failed over': 0,
      broken: 0,
      unserved: 0,
      left: 0,
      dropped: 0,
      mixed: 0,
    };
    const wrong: object[] = [];
    let streams = 0;
    const until = performance.now() + CHAOS_SECONDS * SECOND_MS;

    /** One stream after the other, in one session. */
    async function runClient(number: number): Promise<void> {
      while (performance.now() < until) {
        streams += 1;
        const id = `stream-${streams}`;
        const protocol = random.pick(CLIENT_PROTOCOLS);
        const began = performance.now();
        const leaves = random.next() < LEAVING_SHARE;
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        const seen = await readStream({ gateway, protocol, id, sessionId: `session-${number}`, leaves });
        const tries = upstreams.tries(id);
        const absent = configuration.absentSince(began);
        const verdict = judgeStream(seen, tries, absent, upstreams.all.length);
        verdicts[verdict] += 1;
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        if (verdict === 'unserved') await sleep(BACK_OFF_MS);
        if (verdict === 'dropped' || verdict === 'mixed')
          wrong.push({
            verdict,
            protocol,
            absent: [...absent],
            seen: { ...seen, text: seen.text.slice(-TAIL) },
            tries: tries.map(({ text, ...one }) => ({ ...one, text: text.slice(-TAIL) })),
          });
      }
    }

    async function runChanges(): Promise<void> {
      while (performance.now() < until) {
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        await Promise.all([configuration.change(), sleep(CHANGE_EVERY_MS)]);
      }
    }

    await Promise.all([
      runChanges(),
      ...Array.from({ length: CHAOS_CLIENTS }, (_, index) => runClient(index)),
    ]);
    const memory = gateway.memory();
    const exitCode = await gateway.stop();
    const recorded = gateway.query<{ count: number }>('SELECT count(*) AS count FROM requests')[0]?.count;

    console.log(
      [
        `chaos: ${streams} streams of ${CHAOS_CLIENTS} clients in ${CHAOS_SECONDS} s (ROUTEX_CHAOS_SEED=${CHAOS_SEED})`,
        `  streams   ${formatCounts(verdicts)}`,
        `  calls     ${formatCounts(upstreams.counts)}`,
        `  changes   ${formatCounts(configuration.counts)}`,
        `  recorded  ${recorded}; memory at most ${Math.round(memory.peak / 1024 / 1024)} MB`,
      ].join('\n'),
    );
    expect(wrong.slice(0, SHOWN)).toEqual([]);
    expect(verdicts).toMatchObject({ dropped: 0, mixed: 0 });
    expect(upstreams.counts['wrong key']).toBe(0);
    expect(upstreams.errors()).toEqual([]);
    expect(gateway.problems).toEqual([]);
    expect(exitCode).toBe(0);
    expect(recorded).toBe(streams);
    // Else nothing was tried.
    expect(Math.min(verdicts.served, verdicts['failed over'])).toBeGreaterThan(0);
  },
  (CHAOS_SECONDS + 60) * SECOND_MS,
);

function formatCounts(counts: Readonly<Record<string, number>>): string {
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const parts = Object.entries(counts).map(([name, count]) => `${name} ${count}`);
  return `${all}: ${parts.join(', ')}`;
}
