import { createRandom } from '#main/gateway/routing/testing/create-random';
import { testAttempt, testRecord } from '#main/store/testing/test-record';
import type { ClientKind, RequestRecord } from '#shared/domain/request-record';

export interface ExampleChannel {
  readonly id: string;
  readonly name: string;
}

export const EXAMPLE_CHANNELS = [
  { id: 'ch_anthropic0000000', name: 'Anthropic' },
  { id: 'ch_deepseek00000000', name: 'DeepSeek' },
  { id: 'ch_moonshot00000000', name: 'Moonshot (Kimi)' },
] as const satisfies readonly ExampleChannel[];

const MODELS = ['claude-opus-4-8', 'claude-sonnet-4-6', 'claude-haiku-4-5'] as const;
const CLIENTS: readonly ClientKind[] = ['claude-code', 'claude-code', 'codex', 'opencode'];
const PROJECTS = ['shop', 'api', 'docs'] as const;
const HOUR_MS = 60 * 60 * 1000;
const REQUESTS = 1800;
const OVERLOADED = {
  kind: 'overloaded',
  message: 'The model is overloaded. Please try again in a moment.',
} as const;

/** Two days as somebody who works by day has them: the same in each run, but for when it is. */
export function createExampleRecords(now: number): RequestRecord[] {
  const random = createRandom(7);
  return Array.from({ length: REQUESTS }, (_, index) => {
    const hoursAgo = random() * 48;
    const isNight = Math.cos((hoursAgo / 24) * 2 * Math.PI) < -0.2 && random() < 0.8;
    const at = now - (isNight ? random() * 6 : hoursAgo) * HOUR_MS - 60_000;
    return createRecord(index, at, random);
  });
}

function createRecord(index: number, startedAt: number, random: () => number): RequestRecord {
  const pick = <Value>(values: readonly [Value, ...Value[]] | readonly Value[]): Value =>
    values[Math.floor(random() * values.length)] as Value;
  const [main, spare, third] = EXAMPLE_CHANNELS;
  const roll = random();
  const channel = roll < 0.72 ? main : roll < 0.92 ? spare : third;
  const model = pick(MODELS);
  const firstTokenMs = 350 + random() ** 3 * 4000;
  const endMs = firstTokenMs + 1500 + random() * 12_000;
  const output = Math.round(80 + random() * 1400);
  const input = Math.round(18_000 + random() * 60_000);
  const isFailed = random() < 0.012;
  const failsOver = !isFailed && random() < 0.04;
  const attempt = testAttempt({
    channelId: channel.id,
    channelName: channel.name,
    upstreamModel: model,
    reason: `priority ${channel === main ? 60 : 50}, model any`,
    startedAt: startedAt + 2,
    outcome: isFailed ? 'failed' : 'success',
    status: isFailed ? 529 : 200,
    failure: isFailed ? OVERLOADED : null,
    timings: {
      connectMs: 0,
      firstByteMs: firstTokenMs * 0.7,
      firstTokenMs: isFailed ? null : firstTokenMs,
      endMs,
    },
  });
  const failed = testAttempt({
    ...attempt,
    channelId: main.id,
    channelName: main.name,
    outcome: 'failed',
    status: 529,
    failure: OVERLOADED,
    timings: { connectMs: 0, firstByteMs: 180, firstTokenMs: null, endMs: 190 },
  });
  const usage = {
    input,
    output,
    cacheRead: Math.round(input * 0.86),
    cacheWrite5m: 900,
    cacheWrite1h: 0,
    reasoning: 0,
  };
  return testRecord(`req_${String(index).padStart(32, '0')}`, {
    startedAt,
    client: pick(CLIENTS),
    clientVersion: '2.1.330',
    project: pick(PROJECTS),
    projectSource: 'prompt',
    sessionId: `session-${index % 40}`,
    sessionSource: 'header:x-claude-code-session-id',
    model,
    channelId: channel.id,
    upstreamModel: model,
    outcome: isFailed ? 'failed' : 'success',
    status: isFailed ? 529 : 200,
    failure: isFailed ? OVERLOADED : null,
    stopReason: isFailed ? null : 'end_turn',
    usage: isFailed ? null : usage,
    cost:
      isFailed || channel !== main
        ? null
        : { microUsd: Math.round(input * 0.9 + output * 20), source: 'list' },
    tokensPerSecond: isFailed ? null : (output * 1000) / (endMs - firstTokenMs),
    requestBytes: input * 4,
    responseBytes: output * 40,
    queueMs: 1.2,
    firstTokenMs: isFailed ? null : firstTokenMs,
    totalMs: endMs,
    attempts: failsOver ? [failed, { ...attempt, startedAt: startedAt + 200 }] : [attempt],
  });
}
