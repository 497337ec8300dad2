import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROTOCOLS } from '#tests/integration/failover/support/call-gateway';
import type { ProtocolId } from '#shared/domain/protocol';
import { checkAnswer } from './support/check-answer';
import { connectRaw } from './support/connect-raw';
import { CAN_FUZZ, shareOfRuns, TIME_LIMIT_MS } from './support/fuzz-settings';
import { isAnswerTo, knownGood } from './support/known-good';
import type { WireAnswer } from './support/parse-answers';
import { runUntil } from './support/run-until';
import { SMUGGLING_CASES, type SmugglingCase } from './support/smuggling-cases';
import { startTarget, type FuzzTarget } from './support/start-target';

/** A connection that is silent for this long waits for more, and is left. */
const IDLE_MS = 250;
const REFUSALS: ReadonlySet<number> = new Set([400, 401, 403, 404, 405, 408, 413, 417, 431, 505]);

let target: FuzzTarget;

beforeAll(async () => {
  if (CAN_FUZZ) target = await startTarget();
});
afterAll(async () => {
  await target?.gateway.stop();
});

/** Plays a case, cut where the fractions say, with a good request behind it. */
async function play(
  smuggling: SmugglingCase,
  protocol: ProtocolId,
  cuts: readonly number[],
): Promise<string | null> {
  const first = knownGood(target.gateway, { protocol });
  const hidden = knownGood(target.gateway);
  const behind = knownGood(target.gateway);
  const bytes = Buffer.concat([smuggling.build(first, hidden.bytes), behind.bytes]);
  const connection = connectRaw(target.gateway.url);
  target.count('raw');
  target.forbid(hidden.marker);
  // How many requests it is depends on the reader, and the one behind may be under way when the connection ends.
  for (let request = 0; request < 3; request += 1) target.noteCut();
  try {
    const ends = [
      ...cuts.map((cut) => Math.floor(cut * bytes.length)).toSorted((a, b) => a - b),
      bytes.length,
    ];
    let start = 0;
    for (const end of ends) {
      connection.send(bytes.subarray(start, end));
      start = end;
      // oxlint-disable-next-line no-await-in-loop -- a packet each
      if (end < bytes.length) await sleep(1);
    }
    const answers = await connection.collect((answer) => isAnswerTo(behind, answer), IDLE_MS);
    for (const answer of answers) {
      target.note(answer);
      checkAnswer(answer, { kind: 'unknown' }, target.secrets);
    }
    return judge(smuggling, answers, { first: first.marker, hidden: hidden.marker, behind: behind.marker });
  } finally {
    connection.destroy();
  }
}

/** What is wrong with the answers, for whoever reads the failure; null when nothing is. */
function judge(
  { verdict }: SmugglingCase,
  answers: readonly WireAnswer[],
  markers: { first: string; hidden: string; behind: string },
): string | null {
  const says = (marker: string): boolean => answers.some(({ body }) => body.includes(marker));
  const isServed = target.reached.has(markers.first) || says(markers.first);
  const [first] = answers;
  const isRefused = first !== undefined && REFUSALS.has(first.status);
  const findFault = (): string | null => {
    if (target.reached.has(markers.hidden) || says(markers.hidden)) return 'what was hidden in it was served';
    switch (verdict) {
      case 'served':
        if (first?.status !== 200 || !says(markers.first)) return 'it was not served';
        return says(markers.behind) ? null : 'the request behind it was not served';
      case 'refused-open':
        if (isServed || !isRefused) return 'it was not refused';
        return says(markers.behind) ? null : 'the request behind it was not served';
      case 'refused':
        return isServed || answers.some(({ status }) => !REFUSALS.has(status)) ? 'it was served' : null;
      case 'either':
        return null;
    }
  };
  const fault = findFault();
  if (fault === null) return null;
  const told = answers.map(({ status, body }) => `${status} ${body.toString('latin1').slice(0, 200)}`);
  return [`${fault}. Answers:`, ...told].join('\n');
}

describe.runIf(CAN_FUZZ)('bytes on a bare connection', () => {
  it.each(SMUGGLING_CASES)('that get a request past the gateway: $name', async (smuggling) => {
    for (const protocol of PROTOCOLS) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      expect(await play(smuggling, protocol, [])).toBeNull();
    }
  });

  it(
    'that are read differently when they come in pieces',
    async () => {
      const cases = fc.constantFrom(...SMUGGLING_CASES).map((smuggling) => ({
        smuggling,
        [fc.toStringMethod]: () => smuggling.name,
      }));
      const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 5 });
      await runUntil(
        () => (target.sent['raw'] ?? 0) >= shareOfRuns(0.1),
        () =>
          fc.asyncProperty(
            cases,
            fc.constantFrom(...PROTOCOLS),
            cuts,
            async ({ smuggling }, protocol, at) => {
              expect(await play(smuggling, protocol, at)).toBeNull();
            },
          ),
      );
      expect(target.sent['raw']).toBeGreaterThanOrEqual(shareOfRuns(0.1));
    },
    TIME_LIMIT_MS + 60_000,
  );

  it('that leave something behind', async () => {
    expect(await target.finish()).toBeGreaterThan(0);
  });
});
