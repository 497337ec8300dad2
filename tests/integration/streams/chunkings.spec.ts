import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RequestRecord } from '#shared/domain/request-record';
import { startTestGateway, testChannel, type TestGateway } from '#tests/support/gateway/start-test-gateway';
import { bodyOf, callGateway } from '../failover/support/call-gateway';
import { STREAM_CASES } from '../failover/support/stream-cases';
import { chunkings, cut, writePieces } from './support/chunking';
import { startUpstream, type Upstream } from './support/start-upstream';
import { contentType, dresses, encodeDressed, replies } from './support/stream-texts';

const NUM_RUNS = 30;

describe.each(STREAM_CASES)('$protocol, $framing: a stream in any chunks', (streamCase) => {
  const { protocol, framing } = streamCase;
  let pieces: readonly Buffer[] = [];
  let upstream: Upstream;
  let gateway: TestGateway;

  beforeAll(async () => {
    upstream = await startUpstream((_request, response) => {
      response.writeHead(200, { 'content-type': contentType(framing) });
      return writePieces(response, pieces);
    });
    gateway = await startTestGateway({ channels: [testChannel({ protocol, baseUrl: upstream.url })] });
  });
  afterAll(async () => {
    await gateway.close();
    await upstream.close();
  });

  async function relay(next: readonly Buffer[]): Promise<{ body: Buffer; facts: object }> {
    pieces = next;
    const count = gateway.records.length + 1;
    const exchange = await callGateway(gateway, protocol, { stream: true, framing });
    expect(exchange).toMatchObject({ status: 200, end: 'complete' });
    return { body: bodyOf(exchange), facts: factsOf(await gateway.waitForRecord(count)) };
  }

  it('arrives changed, or is counted differently', async () => {
    await fc.assert(
      fc.asyncProperty(replies, dresses, chunkings, async (reply, dress, chunking) => {
        const bytes = encodeDressed(streamCase, reply, dress);
        const whole = await relay([bytes]);
        const cutUp = await relay(cut(bytes, chunking));
        expect(whole.body).toEqual(bytes);
        expect(cutUp.body).toEqual(bytes);
        expect(cutUp.facts).toEqual(whole.facts);
        expect(whole.facts).toMatchObject({
          outcome: 'success',
          usage: { input: reply.usage?.input, output: reply.usage?.output },
        });
      }),
      { numRuns: NUM_RUNS },
    );
  });

  it('one byte at a time, every character torn', async () => {
    const reply = {
      parts: [{ text: '很长 🙂 – é\u2028\u0000"\\ \uFEFF' }],
      usage: { input: 77, output: 33 },
    };
    const dress = { lineEnd: '\r\n', comments: true, byteOrderMark: true } as const;
    const bytes = encodeDressed(streamCase, reply, dress);
    const { body, facts } = await relay(cut(bytes, 'each-byte'));
    expect(body).toEqual(bytes);
    expect(facts).toMatchObject({ outcome: 'success', usage: { input: 77, output: 33 } });
  });

  it('an event of several megabytes', async () => {
    const reply = { parts: [{ text: `${'🙂x"\\é'.repeat(700_000)}` }], chunks: 1 };
    const bytes = encodeDressed(streamCase, reply, { lineEnd: '\n', comments: false, byteOrderMark: false });
    expect(bytes.length).toBeGreaterThan(6_000_000);
    const { body, facts } = await relay(cut(bytes, [0.1, 0.4, 0.999]));
    expect(body.equals(bytes)).toBe(true);
    expect(facts).toMatchObject({ outcome: 'success', usage: { input: 25, output: 12 } });
  });
});

function factsOf({ outcome, usage, stopReason, failure, responseBytes }: RequestRecord): object {
  return { outcome, usage, stopReason, failure, responseBytes };
}
