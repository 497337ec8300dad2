import type { IncomingMessage, ServerResponse } from 'node:http';
import { countsAsHit } from '#shared/domain/list-route-hits';
import type { RequestRoute } from '#shared/domain/request-record';
import type { MediaFetcher } from '../conversion/fetch-media';
import { GatewayError } from '../errors';
import type { Clock, ExchangeSink, GatewayConfig, Logger, Redact, RequestSink } from '../ports';
import type { MemoryAccount } from '../memory-budget';
import { protocols } from '../protocols';
import type { Protocol, UpstreamError } from '../protocols/types';
import type { UpstreamClient } from '../providers/upstream-client';
import type { StrategyBook } from '../routing/balancing/strategy-book';
import type { HealthRegistry } from '../routing/health-registry';
import type { Caller } from '../server/authenticate';
import type { UpstreamEndpoint } from '../server/match-endpoint';
import { assertModelIsAllowed, type RequestScope } from '../server/select-scope';
import { sendGatewayError } from '../server/send-gateway-error';
import type { CustomRouter } from '../user-code/create-custom-router';
import type { UserCode } from '../user-code/user-code';
import type { PreparedRequest } from './build-call';
import { buildRecord } from './build-record';
import { createClientResponse, type ClientResponse } from './client-response';
import { countTokens } from './count-tokens';
import type { ConversationMemory } from './conversation-memory';
import { createExchangeRecorder } from './exchange-recorder';
import { createConversion, type Conversion, type ConversionOptions } from './create-conversion';
import { addBodySession, describeClient } from './describe-client';
import { dropModelTag } from './model-tag';
import { observeProject } from './observe-project';
import { planTargets, type PlannedTargets } from './plan-targets';
import { prepareRequest } from './prepare-request';
import type { LearnedQuirks } from './learned-quirks';
import { createRequestHistory, type RequestHistory } from './request-history';
import { runPlan, type PlanResult } from './run-plan';
import { sendFailure, type FailedAttempt } from './send-failure';

export interface RequestContext {
  readonly requestId: string;
  readonly endpoint: UpstreamEndpoint;
  readonly query: string;
  readonly caller: Caller;
  readonly scope: RequestScope;
  /** The snapshot this request began with; it finishes on it. */
  readonly config: GatewayConfig;
  readonly upstreams: UpstreamClient;
  readonly customRouter: CustomRouter | null;
  readonly userCode: UserCode | null;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly sink: RequestSink;
  readonly exchanges: ExchangeSink | null;
  readonly redact: Redact;
  readonly conversations: ConversationMemory;
  readonly desks: ConversionOptions['desks'];
  readonly quirks: LearnedQuirks;
  readonly health: HealthRegistry;
  readonly strategies: StrategyBook;
  readonly media: Pick<MediaFetcher, 'fetch'>;
  readonly memory: MemoryAccount;
  /** Called once a request is planned, but for a count of tokens, which is no use of a rule. */
  readonly onRoute: (route: RequestRoute) => void;
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
  const { bodies } = config.settings;
  const exchange =
    bodies.store && context.exchanges !== null
      ? createExchangeRecorder({
          requestId,
          startedAt,
          path: request.url ?? '/',
          limit: bodies.maxBytes,
          memory,
          sink: context.exchanges,
          elapsed: () => clock.monotonic() - began,
        })
      : null;
  const direct = createClientResponse(response, config.settings.timeouts.idleMs);
  const client = exchange?.listen(direct) ?? direct;
  let clientDescription = describeClient(request.headers);
  let prepared: PreparedRequest | null = null;
  let received: PreparedRequest | null = null;
  let result: PlanResult | null = null;
  let refusal: GatewayError | null = null;
  let queueMs: number | null = null;
  let conversion: Conversion | null = null;
  let history: RequestHistory | null = null;
  let planned: PlannedTargets | null = null;
  let route: RequestRoute | null = null;
  let { scope } = context;
  const warnings: string[] = [];
  const warn = (warning: string): void => {
    if (!warnings.includes(warning)) warnings.push(warning);
  };

  try {
    prepared = await prepareRequest(request, {
      endpoint,
      query: context.query,
      login: context.caller.login,
      limit: config.settings.limits.bodyBytes,
      memory,
    });
    received = prepared;
    clientDescription = addBodySession(clientDescription, prepared);
    assertModelIsAllowed(context.caller.token, prepared);
    scope = observeProject(scope, prepared, clientDescription, context.conversations.projects);
    planned = await planTargets({
      requestId,
      config,
      prepared,
      client: clientDescription,
      scope,
      customRouter: context.customRouter,
      arrangers: {
        strategies: context.strategies,
        affinity: context.conversations.affinity,
        health: context.health,
      },
      warn,
    });
    route = describeRoute(planned);
    if (route !== null && countsAsHit(endpoint)) context.onRoute(route);
    if (planned.modelTag !== null) prepared = dropModelTag(prepared, planned.modelTag);
    const sent = prepared;
    history = createRequestHistory({
      memory: context.conversations,
      config,
      prepared,
      tokenId: context.caller.token.id,
      sessionId: clientDescription.sessionId,
    });
    const known = history;
    const plan = history.pin(planned);
    queueMs = clock.monotonic() - began;
    const answer = endpoint.operation === 'count_tokens' ? countTokens : runPlan;
    result = await answer(
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
        conversion: async () =>
          (conversion ??= await createConversion({
            requestId,
            prepared: sent,
            timeouts: config.settings.timeouts,
            client,
            vault: context.conversations.vault.of(context.caller.token.id),
            desks: context.desks,
            history: known,
            quirks: context.quirks,
            media: context.media,
            memory,
            clock,
            warn,
          })),
        quirks: context.quirks,
        health: context.health,
        userCode: context.userCode,
        warn,
        history,
        exchange,
        onFault: (cause) => {
          context.logger.error({ requestId, err: cause }, 'reading an answer failed inside Routex');
        },
      },
      plan,
    );
    if (result.failure !== null) tellFailure(client, protocol, requestId, result.failure, conversion);
  } catch (error) {
    refusal = error instanceof GatewayError ? error : internalError(context, error);
    refuse(client, context, refusal);
  } finally {
    (conversion as Conversion | null)?.close();
  }

  const record = buildRecord({
    requestId,
    startedAt,
    config,
    token: context.caller.token,
    scope,
    clientDescription,
    prepared: prepared ?? {
      endpoint,
      model: endpoint.fromPath?.model ?? '',
      stream: endpoint.fromPath?.stream ?? false,
      body: { length: 0 },
    },
    client,
    route,
    queueMs,
    totalMs: clock.monotonic() - began,
    warnings,
    result,
    refusal: refusal === null ? null : { kind: refusal.kind, message: refusal.message },
  });
  const settlement = result?.settlement;
  if (settlement?.type === 'complete' && endpoint.operation === 'generate' && record.channelId !== null) {
    history?.record(record.channelId, settlement.facts);
    const { sessionId } = clientDescription;
    const group = planned?.staysIn;
    // What a rule or a router has decided is no sign of where the rest of the conversation belongs.
    const stays = group === null || group?.channelIds.includes(record.channelId) === true;
    if (sessionId !== null && stays && config.channels.length > 1) {
      const conversation = { sessionId, model: record.model, group: group?.name ?? null };
      context.conversations.affinity.pin(conversation, record.channelId);
    }
  }
  context.sink.record(record);
  if (received !== null) exchange?.finish(received);
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

/** Of most requests there is nothing to say. */
function describeRoute({ by, ruleId, presets = [] }: PlannedTargets): RequestRoute | null {
  return by === null && presets.length === 0 ? null : { by, ruleId, presets: [...presets] };
}

/** A client that has been told to wait hears of it in its stream. */
function tellFailure(
  client: ClientResponse,
  protocol: Protocol,
  requestId: string,
  failure: FailedAttempt,
  conversion: Conversion | null,
): void {
  if (!client.committed || conversion === null) {
    sendFailure(client, protocol, requestId, failure);
    return;
  }
  conversion.openStream().write([{ type: 'error', error: failure.error }]);
  conversion.openStream().end();
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
