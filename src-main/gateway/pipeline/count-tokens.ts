import type { ProtocolId } from '#shared/domain/protocol';
import type { ErrorKind } from '#shared/domain/error-kind';
import { estimateUsage } from '../protocols/canonical/estimate-usage';
import type { RoutePlan } from '../routing/plan-route';
import type { AttemptContext } from './attempt-context';
import { runPlan, type PlanResult } from './run-plan';

/** What upstreams answer that do not count. */
const CANNOT_COUNT: ReadonlySet<ErrorKind> = new Set<ErrorKind>([
  'not_found',
  'bad_response',
  'method_not_allowed',
  'unknown_path',
]);
const CANNOT_COUNT_STATUS: ReadonlySet<number> = new Set([404, 405, 501]);

/**
 * Has a channel of the client's protocol count, because only its tokenizer knows. Where there is none, or it does not count,
 * Routex estimates, and says so with `x-routex-estimated`.
 */
export async function countTokens(context: AttemptContext, plan: RoutePlan): Promise<PlanResult> {
  const { protocol } = context.prepared.endpoint;
  const targets = plan.targets.filter(({ channel }) => channel.protocol === protocol);
  if (targets.length === 0) return answerEstimate(context, []);
  const result = await runPlan(context, { ...plan, targets });
  const { failure } = result;
  if (failure === null || context.client.committed) return result;
  const { kind, status } = failure.error;
  const cannot = CANNOT_COUNT.has(kind) || (status !== null && CANNOT_COUNT_STATUS.has(status));
  return cannot ? answerEstimate(context, result.attempts) : result;
}

async function answerEstimate(
  context: AttemptContext,
  attempts: PlanResult['attempts'],
): Promise<PlanResult> {
  const { client, prepared, requestId } = context;
  const conversion = await context.conversion();
  const input = conversion.inputTokens();
  const body = JSON.stringify(shapeCount(prepared.endpoint.protocol, input));
  client.start(200, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
    'x-routex-request-id': requestId,
    'x-routex-estimated': '1',
  });
  client.end(body);
  const usage = estimateUsage(input, 0);
  return {
    attempts,
    settlement: { type: 'complete', facts: { usage, stopReason: null, responseId: null } },
    failure: null,
  };
}

function shapeCount(protocol: ProtocolId, input: number): object {
  switch (protocol) {
    case 'anthropic-messages':
      return { input_tokens: input };
    case 'openai-chat':
    case 'openai-responses':
      return { object: 'response.input_tokens', input_tokens: input };
    case 'gemini':
      return { totalTokens: input };
  }
}
