import type { Attempt } from '#shared/domain/request-record';
import type { RoutePlan } from '../routing/plan-route';
import { attempt, type AttemptContext, type AttemptResult } from './attempt';
import { classifyFailure, selectMostInformative } from './failure-class';
import { sendFailure, type FailedAttempt } from './send-failure';

export interface PlanResult {
  readonly attempts: readonly Attempt[];
  /** How the last attempt settled. */
  readonly settlement: AttemptResult['settlement'];
  /** The failure the client was told of, when no channel answered. */
  readonly reported: FailedAttempt | null;
}

/** Tries the plan's targets in order until one answers, the client is at fault, or none is left. */
export async function runPlan(context: AttemptContext, plan: RoutePlan): Promise<PlanResult> {
  const attempts: Attempt[] = [];
  const failures: FailedAttempt[] = [];
  const spent = new Set<string>();

  for (const target of plan.targets) {
    if (spent.has(target.channel.id)) continue;
    const { settlement, record } = await attempt(context, target);
    attempts.push(record);
    if (settlement.type !== 'failed') return { attempts, settlement, reported: null };

    failures.push({ target, error: settlement.error, answer: settlement.answer });
    const failureClass = classifyFailure(settlement.error.kind);
    if (failureClass === 'client') break;
    if (failureClass === 'channel') spent.add(target.channel.id);
  }

  const [first, ...rest] = failures;
  if (first === undefined) throw new Error('a route plan has at least one target');
  const reported = selectMostInformative([first, ...rest]);
  sendFailure(context.client, context.protocol, context.requestId, reported);
  return {
    attempts,
    settlement: { type: 'failed', error: reported.error, answer: reported.answer },
    reported,
  };
}
