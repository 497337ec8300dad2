import { ANY_MODEL, type AuthStyle } from '#shared/domain/channel';
import { TEST_STAGES, type ChannelTestResult, type TestCause } from '#shared/domain/channel-test';
import type { Attempt } from '#shared/domain/request-record';
import { attempt, type AttemptResult } from '../pipeline/attempt';
import { createDiscardingClient } from '../pipeline/discarding-client';
import type { Clock, GatewayChannel, GatewayConfig } from '../ports';
import { protocols } from '../protocols';
import type { UpstreamError } from '../protocols/types';
import { selectUpstreamModel } from '../routing/select-upstream-model';
import { buildTestRequest } from './build-test-request';
import { listUpstreamModels, selectCheapModel } from './list-upstream-models';
import type { UpstreamClient } from './upstream-client';

export interface TestChannelOptions {
  /** A client's name for a model; without one the channel's first listed model is asked, else one its upstream lists. */
  readonly model?: string;
  readonly signal?: AbortSignal;
  readonly clock: Clock;
  readonly upstreams: UpstreamClient;
  readonly timeouts: GatewayConfig['settings']['timeouts'];
}

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
      status: null,
      retryAfterMs: null,
    });
  }
  const model = selectTestModel(channel, options.model) ?? (await findTestModel(channel, options.upstreams));
  if (model === null) {
    return refuse('no_such_model', {
      kind: 'not_found',
      message: 'The channel lists no model to ask, and its upstream tells none. Name one for the test.',
      status: null,
      retryAfterMs: null,
    });
  }

  const client = createDiscardingClient(options.signal);
  const { settlement, record } = await attempt(
    {
      requestId: 'test',
      protocol: protocols[channel.protocol],
      prepared: buildTestRequest(channel, model),
      timeouts: options.timeouts,
      upstreams: options.upstreams,
      client,
      clock: options.clock,
      onRunning: () => undefined,
    },
    { channel, credential: channel.credentials[0] ?? null, upstreamModel: model, reason: 'test' },
  );
  return describe(model, settlement, record, channel.authStyle, channel.credentials.length > 0);
}

/** A name to ask for: what the caller wants as the channel maps it, else the first concrete one the channel knows. */
function selectTestModel(channel: GatewayChannel, wanted: string | undefined): string | null {
  if (wanted !== undefined) return selectUpstreamModel(channel, wanted)?.model ?? wanted;
  const listed = channel.models.find((name) => name !== ANY_MODEL);
  if (listed !== undefined) return selectUpstreamModel(channel, listed)?.model ?? listed;
  return Object.values(channel.modelMapping)[0] ?? channel.defaultModel;
}

/** Asks the upstream what it has, where the channel itself serves whatever is asked for. */
async function findTestModel(channel: GatewayChannel, upstreams: UpstreamClient): Promise<string | null> {
  return selectCheapModel((await listUpstreamModels(channel, upstreams)) ?? []);
}

function describe(
  model: string,
  settlement: AttemptResult['settlement'],
  record: Attempt,
  authStyle: AuthStyle,
  hasKey: boolean,
): ChannelTestResult {
  const { timings, status } = record;
  const totalMs = timings.endMs ?? 0;
  const error = errorOf(settlement);
  const reached = status !== null;
  const cause = error === null ? null : causeOf(error, record, authStyle !== 'none' && !hasKey);
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

function errorOf(settlement: AttemptResult['settlement']): UpstreamError | null {
  switch (settlement.type) {
    case 'complete':
      return null;
    case 'broken':
    case 'failed':
      return settlement.error;
    case 'cancelled':
      return { kind: 'cancelled', message: 'the test was cancelled', status: null, retryAfterMs: null };
  }
}

function causeOf(error: UpstreamError, record: Attempt, keyMissing: boolean): TestCause {
  switch (error.kind) {
    case 'auth':
      return keyMissing ? 'no_key' : 'bad_key';
    case 'permission':
      return 'blocked';
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
      return record.status === null ? 'unreachable' : 'wrong_base_url';
    case 'not_found':
      // A provider that does not know the model says so; a server that does not know the path mentions none.
      return /model/i.test(error.message) ? 'no_such_model' : 'wrong_base_url';
    default:
      return record.status === 405 ? 'wrong_base_url' : 'upstream_error';
  }
}

function refuse(cause: TestCause, error: UpstreamError): ChannelTestResult {
  return {
    ok: false,
    stages: [
      { stage: TEST_STAGES[0], status: 'skipped', atMs: null },
      { stage: TEST_STAGES[1], status: 'skipped', atMs: null },
      { stage: TEST_STAGES[2], status: 'skipped', atMs: null },
    ],
    model: null,
    cause,
    failure: { kind: error.kind, message: error.message },
    status: null,
    firstTokenMs: null,
    totalMs: 0,
  };
}
