import type { IncomingMessage, ServerResponse } from 'node:http';
import { GatewayError } from '../errors';
import type { Clock, GatewayConfig, Logger, Redact, RequestSink } from '../ports';
import type { MemoryAccount } from '../memory-budget';
import { protocols } from '../protocols';
import type { UpstreamError } from '../protocols/types';
import type { UpstreamClient } from '../providers/upstream-client';
import { planRoute } from '../routing/plan-route';
import type { Caller } from '../server/authenticate';
import type { UpstreamEndpoint } from '../server/match-endpoint';
import { sendGatewayError } from '../server/send-gateway-error';
import type { PreparedRequest } from './build-call';
import { buildRecord } from './build-record';
import { createClientResponse, type ClientResponse } from './client-response';
import { describeClient } from './describe-client';
import { prepareRequest } from './prepare-request';
import { runPlan, type PlanResult } from './run-plan';
import { sendFailure } from './send-failure';

export interface RequestContext {
  readonly requestId: string;
  readonly endpoint: UpstreamEndpoint;
  readonly query: string;
  readonly caller: Caller;
  /** The snapshot this request began with; it finishes on it. */
  readonly config: GatewayConfig;
  readonly upstreams: UpstreamClient;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly sink: RequestSink;
  readonly redact: Redact;
  readonly memory: MemoryAccount;
  /** Called with a function that ends the running upstream call with an error (null: nothing runs). */
  readonly onRunning: (interrupt: ((error: UpstreamError) => void) | null) => void;
}

/** One request's life after the guards: receive, plan, attempt, relay, record. Settles when the answer is over. */
export async function handleRequest(
  request: IncomingMessage,
  response: ServerResponse,
  context: RequestContext,
): Promise<void> {
  const { clock, config, endpoint, memory, requestId } = context;
  const startedAt = clock.now();
  const began = clock.monotonic();
  const protocol = protocols[endpoint.protocol];
  const client = createClientResponse(response, config.settings.timeouts.idleMs);
  let prepared: PreparedRequest | null = null;
  let result: PlanResult | null = null;
  let refusal: GatewayError | null = null;
  let queueMs: number | null = null;

  try {
    prepared = await prepareRequest(request, {
      endpoint,
      query: context.query,
      login: context.caller.login,
      limit: config.settings.limits.bodyBytes,
      memory,
    });
    const plan = planRoute(config, { protocol: endpoint.protocol, model: prepared.model });
    queueMs = clock.monotonic() - began;
    result = await runPlan(
      {
        requestId,
        protocol,
        prepared,
        timeouts: config.settings.timeouts,
        upstreams: context.upstreams,
        client,
        clock,
        redact: context.redact,
        memory,
        onRunning: context.onRunning,
        onFault: (cause) => {
          context.logger.error({ requestId, err: cause }, 'reading an answer failed inside Routex');
        },
      },
      plan,
    );
    if (result.failure !== null) sendFailure(client, protocol, requestId, result.failure);
  } catch (error) {
    refusal = error instanceof GatewayError ? error : internalError(context, error);
    refuse(client, context, refusal);
  }

  const record = buildRecord({
    requestId,
    startedAt,
    token: context.caller.token,
    clientDescription: describeClient(request.headers),
    prepared: prepared ?? {
      endpoint,
      model: endpoint.fromPath?.model ?? '',
      stream: endpoint.fromPath?.stream ?? false,
      body: { length: 0 },
    },
    client,
    queueMs,
    totalMs: clock.monotonic() - began,
    result,
    refusal: refusal === null ? null : { kind: refusal.kind, message: refusal.message },
  });
  context.sink.record(record);
  context.logger.info(
    {
      requestId,
      protocol: record.protocol,
      model: record.model,
      channelId: record.channelId,
      outcome: record.outcome,
      status: record.status,
      attempts: record.attempts.length,
      totalMs: Math.round(record.totalMs),
      ...(record.failure === null ? {} : { failure: record.failure }),
    },
    'request finished',
  );
}

/** Something of ours broke. The client learns that it did; the log learns what. */
function internalError(context: RequestContext, error: unknown): GatewayError {
  context.logger.error({ requestId: context.requestId, err: error }, 'request failed inside Routex');
  return new GatewayError(
    'internal',
    `Routex failed to handle this request. Its log has more under ${context.requestId}.`,
    {
      cause: error,
    },
  );
}

function refuse(client: ClientResponse, context: RequestContext, error: GatewayError): void {
  if (error.kind === 'cancelled' || client.gone) return;
  if (client.committed) client.breakOff();
  else sendGatewayError(client, protocols[context.endpoint.protocol], context.requestId, error);
}
