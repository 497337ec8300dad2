import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createChildren } from '#bench/targets/children';
import { encodeOpening } from '#bench/traffic/answer-events';
import { CLIENT_MODEL, CONVERTED_MODEL } from '#bench/traffic/models';
import type { Flow, Phase } from './phase';
import { runPhase } from './run-phase';

const TARGETS = join(import.meta.dirname, '../targets');
const START_LIMIT_MS = 10_000;
const WINDOW_MS = 5000;
const NO_FAULTS = { lost: 0, reordered: 0, wrong: 0, failed: 0 };

const flow: Flow = {
  name: 'requests',
  model: CLIENT_MODEL,
  bodyBytes: 4096,
  answer: { deltas: 30, deltasPerPacket: 3, gapMs: 0 },
  arrival: { kind: 'closed-loop', connections: 4 },
};

function phase(origin: string, changes: Partial<Phase> = {}): Phase {
  const target = { origin, key: 'sk-fake', convertedModel: CONVERTED_MODEL };
  return { target, flows: [flow], rampMs: 0, windowMs: WINDOW_MS, answers: 20, watch: {}, ...changes };
}

/** The bench's own upstream, behind its own proxy. */
async function startProxiedUpstream(): Promise<string> {
  const children = createChildren();
  onTestFinished(() => children.stop());
  const start = async (file: string, args: string[] = []): Promise<string> => {
    const program = children.fork(file, join(TARGETS, file), args);
    return ((await program.receive(START_LIMIT_MS)) as { origin: string }).origin;
  };
  return start('minimal-proxy.ts', [await start('fake-upstream.ts')]);
}

function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    });
  });
}

const answerWith = (answer: (response: ServerResponse) => void): Promise<string> =>
  listen((request, response) => {
    request.resume().once('end', () => answer(response));
  });

describe('runPhase', () => {
  it('finds nothing wrong with answers of the upstream behind the proxy, large bodies included', async () => {
    const large = { ...flow, name: 'large', bodyBytes: 4 * 1024 * 1024 };
    const result = await runPhase(
      phase(await startProxiedUpstream(), { flows: [flow, large], answers: 100 }),
    );

    expect(result).toMatchObject({ faults: NO_FAULTS, firstFault: null });
    expect(result.answers).toBeGreaterThanOrEqual(100);
    expect(result.flows['large']?.requests).toBeGreaterThan(0);
    expect(result.flows['requests']?.firstToken.count).toBe(result.flows['requests']?.requests);
  });

  it('leaves in the middle when told to, and does not call that a fault', async () => {
    const left: Flow = {
      ...flow,
      name: 'left',
      answer: { deltas: 1000, deltasPerPacket: 1, gapMs: 5 },
      leaveAfter: 3,
      arrival: { kind: 'mixed' },
    };
    const short: Flow = { ...flow, name: 'short', arrival: { kind: 'mixed' } };
    const mix = { connections: 2, order: ['left', 'short'] };
    const result = await runPhase(phase(await startProxiedUpstream(), { flows: [left, short], mix }));

    expect(result.faults).toEqual(NO_FAULTS);
    const { requests = 0, deltas = 0 } = result.flows['left'] ?? {};
    expect(requests).toBeGreaterThan(5);
    expect(deltas / requests).toBeLessThan(10);
  });

  it('counts a connection that breaks in the middle', async () => {
    const origin = await answerWith((response) => {
      response.write('event: message_start\n', () => response.destroy());
    });
    const { faults, answers } = await runPhase(phase(origin));
    expect(faults).toEqual({ ...NO_FAULTS, failed: answers });
  });

  it('counts an answer that ends early although its connection ends well', async () => {
    const origin = await answerWith((response) => response.end());
    const { faults, answers } = await runPhase(phase(origin));
    expect(faults).toEqual({ ...NO_FAULTS, lost: answers });
  });

  it("counts another request's answer", async () => {
    const origin = await answerWith((response) => response.end(encodeOpening(0)));
    const { faults, answers } = await runPhase(phase(origin));
    expect(faults).toEqual({ ...NO_FAULTS, wrong: answers });
  });

  it('does not take the answer of an upstream for one that was converted', async () => {
    const converted = { ...flow, model: CONVERTED_MODEL };
    const { faults, answers } = await runPhase(phase(await startProxiedUpstream(), { flows: [converted] }));
    expect(faults).toEqual({ ...NO_FAULTS, wrong: answers });
  });

  it('counts a refusal and says what it was', async () => {
    const origin = await answerWith((response) => response.writeHead(429).end('slow down'));
    const { faults, answers, firstFault } = await runPhase(phase(origin));
    expect(faults).toEqual({ ...NO_FAULTS, failed: answers });
    expect(firstFault).toContain('status 429: slow down');
  });
});
