import type { Attempt } from '#shared/domain/request-record';
import type { UpstreamError } from '../protocols/types';
import type { Admission } from '../routing/health-registry';
import type { RoutePlan, RouteTarget } from '../routing/plan-route';
import { takeNext } from '../routing/take-next';
import { selectProfile } from '../conversion/select-encode-target';
import { GatewayError } from '../errors';
import { askTwo } from './ask-two';
import { attempt, type AttemptResult } from './attempt';
import type { AttemptContext } from './attempt-context';
import type { ConvertedCall, Conversion } from './create-conversion';
import { classifyFailure, selectMostInformative } from './failure-class';
import { NO_FACTS, type AttemptSettlement } from './receiver';
import type { FailedAttempt } from './send-failure';

export interface PlanResult {
  readonly attempts: readonly Attempt[];
  /** How the last attempt settled; when none answered, the failure the client has yet to be told. */
  readonly settlement: AttemptSettlement;
  readonly failure: FailedAttempt | null;
}

/**
 * Tries the plan's targets in order until one answers, the client is at fault, or none is left. Those that should be left
 * alone for now come last: they are tried where nobody else can answer.
 */
export async function runPlan(context: AttemptContext, plan: RoutePlan): Promise<PlanResult> {
  const { health } = context;
  const attempts: Attempt[] = [];
  const failures: FailedAttempt[] = [];
  const spent = new Set<string>();

  const note = (record: Attempt): void => void attempts.push(record);
  const run = async (
    asked: AttemptContext,
    target: RouteTarget,
    conversion: Conversion | null,
  ): Promise<AttemptResult> => {
    const admission = health.begin(target);
    let result: AttemptResult;
    try {
      result = await (conversion === null
        ? attempt(asked, target)
        : attemptConverted(asked, conversion, target, note));
    } catch (error) {
      admission.release();
      throw error;
    }
    endAdmission(admission, result);
    note(result.record);
    return result;
  };

  const ask = async (
    asked: AttemptContext,
    target: RouteTarget,
    conversion: Conversion | null,
  ): Promise<AttemptSettlement> => {
    let { settlement, staleConnection } = await run(asked, target, conversion);
    if (staleConnection) {
      ({ settlement } = await run(asked, { ...target, reason: `${target.reason}, sent again` }, conversion));
    }
    if (settlement.type === 'failed' && conversion !== null) {
      const lesson = learn(asked, target, settlement.error, conversion);
      if (lesson !== null) {
        const taught = { ...target, reason: `${target.reason}, without ${lesson}` };
        ({ settlement } = await run(asked, taught, conversion));
      }
    }
    return settlement;
  };

  let remaining = plan.targets;
  /** Somebody else who can be asked at the same time. */
  const takeSecond = (first: RouteTarget): RouteTarget | null => {
    const second = remaining.find(
      (target) =>
        target.channel.id !== first.channel.id &&
        !spent.has(target.channel.id) &&
        health.waitMs(target) === 0 &&
        !needsConversion(context, target),
    );
    if (second === undefined) return null;
    remaining = remaining.filter((target) => target !== second);
    return second;
  };

  while (remaining.length > 0) {
    const { target, others } = takeNext(remaining, health);
    remaining = others;
    if (spent.has(target.channel.id)) continue;
    const conversion = needsConversion(context, target)
      ? await openConversion(context, attempts.length > 0)
      : null;
    if (conversion instanceof GatewayError) {
      const unsent = describeUnsent(target, context.clock.now(), conversion);
      note(unsent.record);
      failures.push({ target, error: unsent.error, answer: null });
      spent.add(target.channel.id);
      continue;
    }
    if (
      conversion?.request.maxTokens === 0 &&
      target.channel.protocol !== context.prepared.endpoint.protocol
    ) {
      return { attempts, settlement: answerWarmUp(conversion), failure: null };
    }
    const afterMs = conversion === null ? selectHedge(context) : null;
    const asked =
      afterMs === null
        ? [{ target, settlement: await ask(context, target, conversion) }]
        : await askTwo(context, {
            first: target,
            afterMs,
            takeSecond: () => takeSecond(target),
            ask: (lane, of) => ask(lane, of, null),
          });
    let isFinal = false;
    for (const { target: of, settlement } of asked) {
      if (settlement.type !== 'failed') return { attempts, settlement, failure: null };
      failures.push({ target: of, error: settlement.error, answer: settlement.answer });
      const failureClass = classifyFailure(settlement.error.kind);
      // What this model could not do anyway, another may.
      if (failureClass === 'client' && of.lacks === undefined) isFinal = true;
      if (failureClass === 'channel') spent.add(of.channel.id);
    }
    if (isFinal) break;
  }

  const [first, ...rest] = failures;
  if (first === undefined) throw new Error('a route plan has at least one target');
  const failure = tellRetryTime(selectMostInformative([first, ...rest]), plan, health);
  return { attempts, settlement: { type: 'failed', error: failure.error, answer: failure.answer }, failure };
}

/** After how many ms a second target is asked as well; null: not at all. Answers in one piece are silent until they are there. */
function selectHedge({ timeouts, prepared, client }: AttemptContext): number | null {
  return prepared.stream && !client.committed ? timeouts.hedgeAfterMs : null;
}

function endAdmission(admission: Admission, { record, settlement, staleConnection }: AttemptResult): void {
  if (settlement.type === 'complete' || settlement.type === 'paused')
    admission.succeed(record.timings.firstTokenMs);
  // The other side was just closing a connection that was kept alive.
  else if (settlement.type === 'cancelled' || staleConnection) admission.release();
  else admission.fail(settlement.error);
}

/** Of a channel that has just failed and did not say when to come back. */
const UNNAMED_WAIT_MS = 15_000;

/** Where an upstream has named a time, and another may be asked sooner, that is when a client should come back. */
function tellRetryTime(
  failure: FailedAttempt,
  { targets }: RoutePlan,
  health: AttemptContext['health'],
): FailedAttempt {
  const { error, target } = failure;
  if (error.retryAfterMs === null) return failure;
  const isOther = ({ channel, credential }: RouteTarget): boolean =>
    channel.id !== target.channel.id || credential?.id !== target.credential?.id;
  const waits = targets.filter(isOther).map((other) => health.waitMs(other) || UNNAMED_WAIT_MS);
  const soonest = Math.ceil(Math.min(error.retryAfterMs, ...waits));
  return { ...failure, error: { ...error, retryAfterMs: soonest } };
}

/**
 * A request that is not valid in its own protocol is the client's fault, and told so,
 * unless another channel has taken it and failed; then that is what it is told.
 *
 * @throws {GatewayError} when no channel has been asked
 */
async function openConversion(
  context: AttemptContext,
  wasAsked: boolean,
): Promise<Conversion | GatewayError> {
  try {
    return await context.conversion();
  } catch (error) {
    if (wasAsked && error instanceof GatewayError) return error;
    throw error;
  }
}

/**
 * Client and channel speak different protocols, the client has heard something of ours already, or its history may hold what
 * another channel thought, which only a conversion takes out. What is no conversation is never converted, and what lies at a
 * provider only its own bytes can name.
 */
function needsConversion(context: AttemptContext, { channel }: RouteTarget): boolean {
  const { client, history, prepared } = context;
  if (prepared.endpoint.operation !== 'generate') return false;
  if (channel.protocol !== prepared.endpoint.protocol || client.committed) return true;
  if (history.isOurs()) return true;
  return !prepared.state.named && history.findOther(channel) !== null;
}

/** The field that a channel refused and that is left out from now on; null where it was the client that sent it. */
function learn(
  { quirks }: AttemptContext,
  { channel, upstreamModel }: RouteTarget,
  error: UpstreamError,
  conversion: Conversion,
): string | null {
  if (error.kind !== 'invalid_request') return null;
  const profile = quirks.apply(channel.id, upstreamModel, selectProfile(channel));
  return quirks.learn(channel.id, upstreamModel, profile, error, conversion.sent());
}

async function attemptConverted(
  context: AttemptContext,
  conversion: Conversion,
  target: RouteTarget,
  /** Told of calls before the last. */
  onAttempt: (record: Attempt) => void,
): Promise<AttemptResult> {
  const startedAt = context.clock.now();
  try {
    const converted = await conversion.prepare(target);
    const first = await attempt(context, target, converted);
    const last = await followPauses(context, target, converted, first, onAttempt);
    return context.prepared.stream ? tellBreak(conversion, last) : last;
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    return describeUnsent(target, startedAt, error);
  }
}

/** An answer that its upstream pauses is one answer to the client, made of several calls. */
async function followPauses(
  context: AttemptContext,
  target: RouteTarget,
  converted: ConvertedCall,
  first: AttemptResult,
  onAttempt: (record: Attempt) => void,
): Promise<AttemptResult> {
  let result = first;
  for (let hop = 1; result.settlement.type === 'paused'; hop += 1) {
    onAttempt(result.record);
    const call = await converted.conversion.resume(target, converted);
    result = await attempt(context, { ...target, reason: `${target.reason}, continued ${hop}` }, call);
  }
  return result;
}

/** A client that has a part of an answer cannot be given another channel's: it is told that the answer broke. */
function tellBreak(conversion: Conversion, result: AttemptResult): AttemptResult {
  const { settlement } = result;
  if (settlement.type !== 'failed' || !conversion.openStream().hasWritten()) return result;
  conversion.openStream().write([{ type: 'error', error: settlement.error }]);
  conversion.openStream().end();
  return {
    ...result,
    staleConnection: false,
    settlement: { type: 'broken', error: settlement.error, facts: NO_FACTS },
  };
}

/** What a channel's protocol cannot carry, another's may. */
function describeUnsent(
  target: RouteTarget,
  startedAt: number,
  { kind, message, code }: GatewayError,
): AttemptResult & { readonly error: UpstreamError } {
  const error: UpstreamError = { kind, message, code, status: null, retryAfterMs: null };
  return {
    error,
    staleConnection: false,
    settlement: { type: 'failed', error, answer: null },
    record: {
      channelId: target.channel.id,
      channelName: target.channel.name,
      credentialId: target.credential?.id ?? null,
      upstreamModel: target.upstreamModel,
      reason: target.reason,
      startedAt,
      outcome: 'failed',
      status: null,
      failure: { kind, message },
      upstreamRequestId: null,
      timings: { connectMs: null, firstByteMs: null, firstTokenMs: null, endMs: 0 },
    },
  };
}

const NO_USAGE = { input: 0, output: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0, reasoning: 0 };

/** An answer without room for a word only fills its provider's cache, which another's cannot do. */
function answerWarmUp(conversion: Conversion): AttemptSettlement {
  conversion.send(
    {
      upstreamId: null,
      model: null,
      parts: [],
      finish: { reason: 'length', rawReason: null },
      usage: NO_USAGE,
    },
    {},
  );
  return { type: 'complete', facts: { usage: NO_USAGE, stopReason: 'length', responseId: null } };
}
