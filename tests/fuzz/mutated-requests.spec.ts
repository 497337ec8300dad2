import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProtocolId } from '#shared/domain/protocol';
import { PROTOCOLS } from '#tests/integration/failover/support/call-gateway';
import { checkAnswer } from './support/check-answer';
import { connectRaw, type RawConnection } from './support/connect-raw';
import { CAN_FUZZ, shareOfRuns, TIME_LIMIT_MS } from './support/fuzz-settings';
import { isAnswerTo, knownGood, type KnownGood } from './support/known-good';
import { mutations, type Mutation } from './support/mutate-bytes';
import { ODD_BODIES } from './support/odd-bodies';
import { renderRequest, type RequestParts } from './support/render-request';
import { runUntil } from './support/run-until';
import { startTarget, type FuzzTarget } from './support/start-target';

/** A connection that is silent for this long waits for the rest of a mutated request, and is left. */
const IDLE_MS = 150;
/** Past the guards, a body is the upstream's to judge. */
const BODY_STATUSES: ReadonlySet<number> = new Set([200, 400, 404, 413]);
const WIRE_STATUSES: ReadonlySet<number> = new Set([
  200, 302, 400, 401, 403, 404, 405, 408, 413, 426, 429, 431,
]);

let target: FuzzTarget;

beforeAll(async () => {
  if (CAN_FUZZ) target = await startTarget();
});
afterAll(async () => {
  await target?.gateway.stop();
});

/** A request that is well framed, whatever its body: one answer, and the connection goes on. */
async function exchange(connection: RawConnection, protocol: ProtocolId, parts: RequestParts): Promise<void> {
  target.count('mutated bodies');
  connection.send(renderRequest(parts));
  const answer = await connection.next();
  if (answer === null) throw new Error('the connection ended without an answer');
  target.note(answer, parts.headers.find(([name]) => name === 'x-fuzz-id')?.[1] ?? null);
  checkAnswer(answer, { kind: 'client', protocol }, target.secrets);
  if (!BODY_STATUSES.has(answer.status))
    throw new Error(`status ${answer.status}: ${answer.body.toString()}`);
  if (answer.last) throw new Error('the connection was closed');
}

/** The connection is still one on which a good request gets its own answer. */
async function isServed(connection: RawConnection): Promise<boolean> {
  const good = knownGood(target.gateway);
  target.count('known-good');
  connection.send(good.bytes);
  const answer = await connection.next();
  if (answer === null) return false;
  target.note(answer, good.marker);
  return isAnswerTo(good, answer);
}

function withBody(good: KnownGood, body: Buffer, encoding?: string): RequestParts {
  const headers: RequestParts['headers'] = [
    ...good.parts.headers,
    ...(encoding === undefined ? [] : [['content-encoding', encoding] as const]),
  ];
  return { ...good.parts, headers, body };
}

interface BodyCase {
  readonly protocol: ProtocolId;
  readonly stream: boolean;
  readonly mutate: Mutation;
  readonly framing: 'length' | { readonly chunked: number };
}

const bodyCases: fc.Arbitrary<BodyCase> = fc.record({
  protocol: fc.constantFrom(...PROTOCOLS),
  stream: fc.boolean(),
  mutate: mutations,
  framing: fc.oneof(
    fc.constant('length' as const),
    fc.integer({ min: 1, max: 100 }).map((chunked) => ({ chunked })),
  ),
});

async function playBodies(cases: readonly BodyCase[]): Promise<void> {
  const connection = connectRaw(target.gateway.url);
  try {
    for (const { protocol, stream, mutate, framing } of cases) {
      const good = knownGood(target.gateway, { protocol, stream });
      const body = mutate(good.parts.body ?? Buffer.alloc(0));
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await exchange(connection, protocol, { ...withBody(good, body), framing });
    }
    expect(await isServed(connection)).toBe(true);
  } finally {
    connection.destroy();
  }
}

/** The head is changed too, so nobody can say how many requests it is. Each answer must still be a proper one. */
async function playWire(protocol: ProtocolId, mutate: Mutation): Promise<void> {
  const good = knownGood(target.gateway, { protocol });
  const behind = knownGood(target.gateway);
  target.count('mutated wires');
  // The mutated one, the one behind it, and one that a mutation may have doubled.
  for (let request = 0; request < 3; request += 1) target.noteCut();
  const connection = connectRaw(target.gateway.url);
  try {
    connection.send(Buffer.concat([mutate(good.bytes), behind.bytes]));
    const answers = await connection.collect((answer) => isAnswerTo(behind, answer), IDLE_MS);
    for (const answer of answers) {
      target.note(answer);
      checkAnswer(answer, { kind: 'unknown' }, target.secrets);
      if (!WIRE_STATUSES.has(answer.status))
        throw new Error(`status ${answer.status}: ${answer.body.toString()}`);
    }
  } finally {
    connection.destroy();
  }
}

describe.runIf(CAN_FUZZ)('good requests, changed', () => {
  describe.each(PROTOCOLS)('%s: a body', (protocol) => {
    it.each(ODD_BODIES)(
      'of $name that ends the connection, or leaks what is inside',
      async ({ build, encoding }) => {
        const connection = connectRaw(target.gateway.url);
        const good = knownGood(target.gateway, { protocol });
        await exchange(
          connection,
          protocol,
          withBody(good, build(good.parts.body ?? Buffer.alloc(0)), encoding),
        );
        expect(await isServed(connection)).toBe(true);
        connection.destroy();
      },
    );
  });

  it(
    'whose body makes the next answer another’s',
    async () => {
      await runUntil(
        () => (target.sent['mutated bodies'] ?? 0) >= shareOfRuns(0.3),
        () => fc.asyncProperty(fc.array(bodyCases, { minLength: 1, maxLength: 16, size: 'max' }), playBodies),
      );
      expect(target.sent['mutated bodies']).toBeGreaterThanOrEqual(shareOfRuns(0.3));
    },
    TIME_LIMIT_MS + 60_000,
  );

  it(
    'anywhere, that are not answered as HTTP',
    async () => {
      const wires = fc.array(fc.tuple(fc.constantFrom(...PROTOCOLS), mutations), {
        minLength: 1,
        maxLength: 16,
        size: 'max',
      });
      await runUntil(
        () => (target.sent['mutated wires'] ?? 0) >= shareOfRuns(0.15),
        () =>
          fc.asyncProperty(wires, async (cases) => {
            await Promise.all(cases.map(([protocol, mutate]) => playWire(protocol, mutate)));
          }),
      );
      expect(target.sent['mutated wires']).toBeGreaterThanOrEqual(shareOfRuns(0.15));
    },
    TIME_LIMIT_MS + 60_000,
  );

  it('that leave something behind', async () => {
    expect(await target.finish()).toBeGreaterThan(0);
  });
});
