import { ANY_MODEL } from '#shared/domain/channel';
import type { ChannelTestResult, TestCause, TestGoal, TestStage } from '#shared/domain/channel-test';
import type { Attempt } from '#shared/domain/request-record';
import { attempt, type AttemptResult } from '../pipeline/attempt';
import { createDiscardingClient } from '../pipeline/discarding-client';
import type { ExchangeRecorder } from '../pipeline/exchange-recorder';
import { createLearnedQuirks } from '../pipeline/learned-quirks';
import { NO_HISTORY } from '../pipeline/request-history';
import { maskSecrets } from '../pipeline/mask-secrets';
import type { Clock, GatewayChannel, GatewayConfig, Redact } from '../ports';
import { protocols } from '../protocols';
import { UNLIMITED_MEMORY } from '../memory-budget';
import type { UpstreamError } from '../protocols/types';
import { ASSUMED_HEALTH } from '../routing/assumed-health';
import { selectUpstreamModel } from '../routing/select-upstream-model';
import type { UserCode } from '../user-code/user-code';
import { buildTestRequest } from './build-test-request';
import { listUpstreamModels, selectCheapModel } from './list-upstream-models';
import type { UpstreamClient } from './upstream-client';

export interface TestChannelOptions {
  /** A client's name for a model; without one the channel's first listed model is asked, else one its upstream lists. */
  readonly model?: string;
  readonly signal?: AbortSignal;
  /** Default: `answer`. */
  readonly goal?: TestGoal;
  /** Told of what is decided while the test still goes on. */
  readonly onStage?: (stage: TestStage) => void;
  readonly clock: Clock;
  readonly upstreams: UpstreamClient;
  readonly timeouts: GatewayConfig['settings']['timeouts'];
  readonly redact: Redact;
  readonly userCode: UserCode | null;
  /** Something of ours threw. */
  readonly onFault: (cause: unknown) => void;
}

/** An upstream may take its time over a list of models, when the test cannot go on without. */
const LIST_TIMEOUT_MS = 15_000;

/**
 * Asks a channel for a few streamed tokens through the code of real traffic, so that green means an agent would get an
 * answer. Each credential is not tried on its own: the first one is.
 */
export async function testChannel(
  channel: GatewayChannel,
  options: TestChannelOptions,
): Promise<ChannelTestResult> {
  if (channel.credentials.length === 0 && channel.unreadableCredentials > 0) {
    return refuse('no_key', {
      kind: 'auth',
      message: 'The stored key cannot be decrypted with the present data key. Enter the key again.',
    });
  }
  if (options.goal === 'reach') return reach(channel, options);
  const model = selectTestModel(channel, options.model);
  return model === null ? findModelAndAsk(channel, options) : ask(channel, model, options);
}

/** Whatever the upstream answers, it is there. */
async function reach(channel: GatewayChannel, options: TestChannelOptions): Promise<ChannelTestResult> {
  const { clock, upstreams, timeouts, redact, signal } = options;
  const began = clock.monotonic();
  const models = await listUpstreamModels(channel, upstreams, {
    timeoutMs: Math.min(LIST_TIMEOUT_MS, timeouts.streamHeadersMs),
    ...(signal && { signal }),
  });
  const elapsedMs = clock.monotonic() - began;
  if (!('error' in models) || models.error.status !== null) return confirmReached(elapsedMs);
  const failed = { type: 'failed', error: models.error, answer: null } as const;
  return describe(channel, {
    model: null,
    error: errorOf(maskSecrets(failed, channel.credentials[0] ?? null, redact)),
    status: null,
    timings: { firstByteMs: elapsedMs, firstTokenMs: null, endMs: elapsedMs },
  });
}

function confirmReached(elapsedMs: number): ChannelTestResult {
  return {
    ok: true,
    stages: [
      { stage: 'reach', status: 'ok', atMs: elapsedMs },
      { stage: 'authenticate', status: 'skipped', atMs: null },
      { stage: 'answer', status: 'skipped', atMs: null },
    ],
    model: null,
    cause: null,
    failure: null,
    status: null,
    firstTokenMs: null,
    totalMs: elapsedMs,
  };
}

/** Where the channel itself serves whatever is asked for, its upstream has to say what it has. */
async function findModelAndAsk(
  channel: GatewayChannel,
  options: TestChannelOptions,
): Promise<ChannelTestResult> {
  const { clock, upstreams, timeouts, redact, signal } = options;
  const began = clock.monotonic();
  const models = await listUpstreamModels(channel, upstreams, {
    timeoutMs: Math.min(LIST_TIMEOUT_MS, timeouts.streamHeadersMs),
    ...(signal && { signal }),
  });
  const elapsedMs = clock.monotonic() - began;
  if ('error' in models) {
    const failed = { type: 'failed', error: models.error, answer: null } as const;
    return describe(channel, {
      model: null,
      error: errorOf(maskSecrets(failed, channel.credentials[0] ?? null, redact)),
      status: models.error.status,
      timings: { firstByteMs: elapsedMs, firstTokenMs: null, endMs: elapsedMs },
    });
  }
  // Whether the key is accepted is left open: some lists are shown to anybody.
  options.onStage?.({ stage: 'reach', status: 'ok', atMs: elapsedMs });
  const model = selectCheapModel(models.names);
  if (model !== null) return ask(channel, model, options);
  return refuse(
    'no_such_model',
    {
      kind: 'not_found',
      message: 'The channel lists no model to ask, and its upstream tells none. Name one for the test.',
    },
    elapsedMs,
  );
}

async function ask(
  channel: GatewayChannel,
  model: string,
  options: TestChannelOptions,
): Promise<ChannelTestResult> {
  const { clock, upstreams, timeouts, redact, userCode, onFault, onStage, signal } = options;
  const run = (): Promise<AttemptResult> =>
    attempt(
      {
        requestId: 'test',
        protocol: protocols[channel.protocol],
        prepared: buildTestRequest(channel, model),
        timeouts,
        upstreams,
        client: createDiscardingClient(signal),
        clock,
        redact,
        memory: UNLIMITED_MEMORY,
        onRunning: () => undefined,
        conversion: () => {
          throw new Error('a channel is tested in its own protocol');
        },
        quirks: createLearnedQuirks(),
        health: ASSUMED_HEALTH,
        userCode,
        warn: () => undefined,
        history: NO_HISTORY,
        ...(onStage && { exchange: watchStages(clock, onStage) }),
        onFault,
      },
      { channel, credential: channel.credentials[0] ?? null, upstreamModel: model, reason: 'test' },
    );
  let result = await run();
  if (result.staleConnection) result = await run();
  const { status, timings } = result.record;
  return describe(channel, { model, error: errorOf(result.settlement), status, timings });
}

const FIRST_ERROR_STATUS = 400;

/** The first headers tell that somebody is there and, where they refuse nothing, that the key is accepted. */
function watchStages(clock: Clock, onStage: (stage: TestStage) => void): ExchangeRecorder {
  return {
    listen: (client) => client,
    finish: () => undefined,
    beginAttempt() {
      const began = clock.monotonic();
      return {
        onHeaders(status, headers) {
          const atMs = clock.monotonic() - began;
          onStage({ stage: 'reach', status: 'ok', atMs });
          // A web page is answered to anybody.
          const isPage = headers['content-type']?.includes('html') === true;
          if (status < FIRST_ERROR_STATUS && !isPage) onStage({ stage: 'authenticate', status: 'ok', atMs });
        },
        onData: () => undefined,
      };
    },
  };
}

/** A name to ask for: what the caller wants as the channel maps it, else the first concrete one the channel knows. */
function selectTestModel(channel: GatewayChannel, wanted: string | undefined): string | null {
  if (wanted !== undefined) return selectUpstreamModel(channel, wanted)?.model ?? wanted;
  const listed = channel.models.find((name) => name !== ANY_MODEL);
  if (listed !== undefined) return selectUpstreamModel(channel, listed)?.model ?? listed;
  return Object.values(channel.modelMapping)[0] ?? channel.defaultModel;
}

/** What came of asking the upstream. */
interface Outcome {
  /** Null: the upstream was asked for its models and did not get further. */
  readonly model: string | null;
  readonly error: UpstreamError | null;
  readonly status: number | null;
  readonly timings: Pick<Attempt['timings'], 'firstByteMs' | 'firstTokenMs' | 'endMs'>;
}

function describe(channel: GatewayChannel, { model, error, status, timings }: Outcome): ChannelTestResult {
  const totalMs = timings.endMs ?? 0;
  const reached = status !== null;
  const cause = error === null ? null : causeOf(error, status, isKeyMissing(channel));
  const refusedKey = cause === 'bad_key' || cause === 'no_key' || cause === 'blocked';
  const unknown = cause === 'wrong_base_url';
  return {
    ok: error === null,
    stages: [
      { stage: 'reach', status: reached ? 'ok' : 'failed', atMs: timings.firstByteMs ?? totalMs },
      reached && !unknown
        ? { stage: 'authenticate', status: refusedKey ? 'failed' : 'ok', atMs: timings.firstByteMs }
        : { stage: 'authenticate', status: 'skipped', atMs: null },
      reached && !refusedKey
        ? { stage: 'answer', status: error === null ? 'ok' : 'failed', atMs: totalMs }
        : { stage: 'answer', status: 'skipped', atMs: null },
    ],
    model,
    cause,
    failure: error === null ? null : { kind: error.kind, message: error.message },
    status,
    firstTokenMs: timings.firstTokenMs,
    totalMs,
  };
}

/** A caller's own login is not at hand in a test, so there is none to refuse. */
function isKeyMissing({ authStyle, credentials }: GatewayChannel): boolean {
  return authStyle !== 'none' && credentials[0]?.kind !== 'key';
}

function errorOf(settlement: AttemptResult['settlement']): UpstreamError | null {
  switch (settlement.type) {
    case 'complete':
    case 'paused':
      return null;
    case 'broken':
    case 'failed':
      return settlement.error;
    case 'cancelled':
      return { kind: 'cancelled', message: 'the test was cancelled', status: null, retryAfterMs: null };
  }
}

function causeOf(error: UpstreamError, status: number | null, keyMissing: boolean): TestCause {
  switch (error.kind) {
    case 'auth':
      return keyMissing ? 'no_key' : 'bad_key';
    case 'permission':
      // Google's word for a call without a key.
      return keyMissing ? 'no_key' : 'blocked';
    case 'billing':
      return 'quota';
    case 'rate_limit':
      return 'rate_limit';
    case 'overloaded':
      return 'overloaded';
    case 'timeout':
      return 'timeout';
    case 'unreachable':
      return 'unreachable';
    case 'bad_response':
      return status === null ? 'unreachable' : 'wrong_base_url';
    case 'not_found':
      // A provider that does not know the model says so; a server that does not know the path mentions none.
      return /model/i.test(error.message) ? 'no_such_model' : 'wrong_base_url';
    default:
      return status === 405 ? 'wrong_base_url' : 'upstream_error';
  }
}

/** No request for an answer could be made; `reachedMs` when the upstream has at least been heard of. */
function refuse(
  cause: TestCause,
  failure: Pick<UpstreamError, 'kind' | 'message'>,
  reachedMs: number | null = null,
): ChannelTestResult {
  return {
    ok: false,
    stages: [
      { stage: 'reach', status: reachedMs === null ? 'skipped' : 'ok', atMs: reachedMs },
      { stage: 'authenticate', status: 'skipped', atMs: null },
      { stage: 'answer', status: 'skipped', atMs: null },
    ],
    model: null,
    cause,
    failure,
    status: null,
    firstTokenMs: null,
    totalMs: reachedMs ?? 0,
  };
}
