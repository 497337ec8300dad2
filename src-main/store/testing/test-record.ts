import type { Attempt, RequestRecord } from '#shared/domain/request-record';

/** A successful request about which little is known. */
export function testRecord(id: string, change: Partial<RequestRecord> = {}): RequestRecord {
  return {
    id,
    startedAt: 1_795_000_000_000,
    protocol: 'anthropic-messages',
    operation: 'generate',
    stream: true,
    client: 'claude-code',
    clientVersion: null,
    sessionId: null,
    sessionSource: null,
    project: null,
    projectSource: null,
    gatewayTokenId: null,
    model: 'claude-opus-4-5',
    route: null,
    channelId: null,
    upstreamModel: null,
    outcome: 'success',
    status: 200,
    failure: null,
    stopReason: null,
    usage: null,
    cost: null,
    tokensPerSecond: null,
    requestBytes: 10,
    responseBytes: 20,
    queueMs: null,
    firstTokenMs: null,
    totalMs: 100.5,
    warnings: [],
    attempts: [],
    ...change,
  };
}

export function testAttempt(change: Partial<Attempt> = {}): Attempt {
  return {
    channelId: 'channel',
    channelName: 'Channel',
    credentialId: null,
    upstreamModel: 'model',
    reason: 'pinned',
    startedAt: 1_795_000_000_000.25,
    outcome: 'success',
    status: 200,
    failure: null,
    upstreamRequestId: null,
    timings: { connectMs: 0, firstByteMs: 12.5, firstTokenMs: null, endMs: 100.125 },
    ...change,
  };
}
