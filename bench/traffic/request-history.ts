import type { RequestRecord } from '#shared/domain/request-record';

export const HISTORY_DAYS = 30;
const DAY_MS = 86_400_000;
const CHANNELS = 10;
const MODELS = 8;
const PROJECTS = 100;
/** Requests of one conversation. */
const SESSION_LENGTH = 20;

/**
 * A request out of a month of many agents' work: more at day than at night, most on a few channels and models, one of
 * twenty-five failed. The same number gives the same request.
 */
export function generateRecord(index: number, count: number, now: number): RequestRecord {
  const random = createRandom(index);
  const channel = selectFew(random(), CHANNELS);
  const model = random() < 0.000_1 ? 'rare model' : `model ${selectFew(random(), MODELS)}`;
  const session = Math.floor(index / SESSION_LENGTH);
  const startedAt = Math.floor(now - HISTORY_DAYS * DAY_MS * (1 - index / count) - random() * 1000);
  const fails = random() < 0.04;
  const refused = !fails && random() < 0.005;
  const kind = random() < 0.2 ? ('auth' as const) : ('rate_limit' as const);
  const message = `429: the quota of organisation ${Math.floor(random() * 5000)} is used up, try again in ${Math.floor(random() * 60)} s`;
  const failure = fails || refused ? { kind, message } : null;
  const firstTokenMs = 300 + random() ** 3 * 8000;
  const totalMs = firstTokenMs + random() ** 2 * 60_000;
  const output = Math.floor(random() ** 2 * 4000);
  const channelId = `channel ${channel}`;
  return {
    id: `req_${index.toString(36).padStart(12, '0')}`,
    startedAt,
    protocol: random() < 0.01 ? 'gemini' : 'anthropic-messages',
    operation: random() < 0.03 ? 'count_tokens' : 'generate',
    stream: true,
    client: random() < 0.000_2 ? 'gemini-cli' : random() < 0.2 ? 'codex' : 'claude-code',
    clientVersion: '2.1.330',
    sessionId: `session ${session}`,
    sessionSource: 'header',
    project: `/home/me/project ${session % PROJECTS}`,
    projectSource: 'prompt',
    gatewayTokenId: 'gt_1',
    model,
    route: null,
    channelId: refused ? null : channelId,
    upstreamModel: model,
    outcome: fails ? 'failed' : refused ? 'refused' : 'success',
    status: failure === null ? 200 : 429,
    failure,
    stopReason: failure === null ? 'end_turn' : null,
    usage:
      failure === null
        ? {
            input: Math.floor(random() * 50_000),
            output,
            cacheRead: Math.floor(random() * 100_000),
            cacheWrite5m: 0,
            cacheWrite1h: 0,
            reasoning: 0,
          }
        : null,
    cost: failure === null ? { microUsd: Math.floor(random() * 200_000), source: 'list' } : null,
    tokensPerSecond: failure === null ? (output * 1000) / (totalMs - firstTokenMs + 1) : null,
    requestBytes: 60_000,
    responseBytes: output * 20,
    queueMs: 0.4,
    firstTokenMs: failure === null ? firstTokenMs : null,
    totalMs,
    warnings: [],
    attempts: [
      {
        channelId,
        channelName: `The ${channelId}`,
        credentialId: 'cr_1',
        upstreamModel: model,
        reason: 'priority 50, model any',
        startedAt,
        outcome: failure === null ? 'success' : 'failed',
        status: failure === null ? 200 : 429,
        failure,
        upstreamRequestId: `req_upstream_${index}`,
        timings: { connectMs: 12, firstByteMs: 250, firstTokenMs, endMs: totalMs },
      },
    ],
  };
}

/** The first of `count` half of the time, the second half of the rest … */
function selectFew(random: number, count: number): number {
  return Math.min(count - 1, Math.floor(-Math.log2(1 - random * (1 - 2 ** -count))));
}

/** Mulberry32: numbers from 0 to 1 that depend on the seed alone. */
function createRandom(seed: number): () => number {
  let state = seed * 2_654_435_761;
  return () => {
    state = Math.trunc(state + 0x6d_2b_79_f5);
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
