import { expect } from 'vitest';
import type { ErrorKind } from '#shared/domain/error-kind';
import type { RequestRecord } from '#shared/domain/request-record';

/** A complete answer, from an SDK's request to the one channel, with the timings that its kind has. */
export function expectSuccess(record: RequestRecord, expected: Partial<RequestRecord>): void {
  expect(record).toMatchObject({
    operation: 'generate',
    client: 'sdk',
    clientVersion: expect.stringMatching(/^\d+\.\d+\.\d+/) as string,
    gatewayTokenId: 'tk_test',
    channelId: 'ch_test',
    outcome: 'success',
    status: 200,
    failure: null,
    attempts: [{ channelId: 'ch_test', credentialId: 'cr_ch_test', outcome: 'success', status: 200 }],
    ...expected,
  });
  expect(record.firstTokenMs).toBeGreaterThan(0);
  expect(record.requestBytes).toBeGreaterThan(0);
  expect(record.responseBytes).toBeGreaterThan(0);
  if (record.stream) expect(record.tokensPerSecond).toBeGreaterThan(0);
  else expect(record.tokensPerSecond).toBeNull();
}

/** A failed request whose last attempt failed in the same way. */
export function expectFailure(record: RequestRecord, kind: ErrorKind, status: number): void {
  expect(record).toMatchObject({
    outcome: 'failed',
    status,
    failure: { kind },
    usage: null,
    firstTokenMs: null,
    tokensPerSecond: null,
  });
  expect(record.attempts.at(-1)).toMatchObject({ outcome: 'failed', failure: { kind } });
}
