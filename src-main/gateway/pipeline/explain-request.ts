import type { ExplainedRequest, RouteExplanation } from '#shared/contract/routing';
import { calculateCost } from '#shared/domain/calculate-cost';
import { DEFAULT_LONG_CONTEXT_TOKENS, SCENARIOS } from '#shared/domain/routing-table';
import { GatewayError } from '../errors';
import type { GatewayConfig } from '../ports';
import { toRequestBody } from '../request-body';
import type { Arrangers } from '../routing/arrange-plan';
import type { StrategyBook } from '../routing/balancing/strategy-book';
import type { Strategies } from '../routing/balancing/create-strategies';
import { selectScenario } from '../routing/compile-conditions';
import type { RequestFacts } from '../routing/facts/request-facts';
import type { HealthRegistry } from '../routing/health-registry';
import type { RouteTarget } from '../routing/plan-route';
import type { SessionAffinity } from '../routing/session-affinity';
import { takeNext } from '../routing/take-next';
import type { RequestScope } from '../server/select-scope';
import type { CustomRouter } from '../user-code/create-custom-router';
import type { PreparedRequest } from './build-call';
import { addBodySession, describeClient } from './describe-client';
import { describeFacts } from './describe-facts';
import { observeProject } from './observe-project';
import { planTargets } from './plan-targets';
import { createBodyScanner } from './scan-body';

export interface ExplainContext {
  readonly config: GatewayConfig;
  readonly customRouter: CustomRouter | null;
  readonly strategies: StrategyBook;
  readonly affinity: SessionAffinity;
  readonly health: Pick<HealthRegistry, 'waitMs' | 'activity'>;
  /** By session. */
  readonly projects: { peek(sessionId: string): string | undefined };
}

const ID = 'explained';

/**
 * How a request would be planned if it came now, by the code that plans real ones; a custom router is asked. Nothing is
 * sent, counted or remembered.
 */
export async function explainRequest(
  request: ExplainedRequest,
  context: ExplainContext,
): Promise<RouteExplanation> {
  const prepared = prepareExplained(request);
  const client = addBodySession(describeClient(prepared.headers), prepared);
  const scope = observeProject(selectExplainedScope(request), prepared, client, {
    get: (sessionId) => context.projects.peek(sessionId),
    set: () => undefined,
  });
  const rules: RouteExplanation['rules'] = [];
  const warnings: string[] = [];
  const known = { facts: listFacts(describeFacts(ID, prepared, client, scope)), rules, warnings };
  try {
    const { by, ruleId, presets, targets } = await planTargets({
      requestId: ID,
      config: context.config,
      prepared,
      client,
      scope,
      customRouter: context.customRouter,
      arrangers: createOnlookers(context),
      warn: (warning) => {
        if (!warnings.includes(warning)) warnings.push(warning);
      },
      onVerdict: ({ rule: { id, name } }, verdict) => void rules.push({ id, name, ...verdict }),
    });
    const asked = orderByWait(targets, context, known.facts.tokens);
    return { ...known, by, ruleId, presets: [...(presets ?? [])], targets: asked, refusal: null };
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    return { ...known, by: null, ruleId: null, presets: [], targets: [], refusal: error.message };
  }
}

function prepareExplained({ protocol, model, headers, body }: ExplainedRequest): PreparedRequest {
  const bytes = Buffer.from(JSON.stringify(body));
  const scanner = createBodyScanner();
  scanner.push(bytes);
  const whole = toRequestBody(bytes);
  const isGemini = protocol === 'gemini';
  return {
    ...scanner.finish(),
    endpoint: {
      type: 'upstream',
      protocol,
      operation: 'generate',
      path: '',
      version: 'v1',
      fromPath: isGemini ? { model, rawModel: model, stream: false } : null,
    },
    headers,
    login: {},
    query: '',
    body: whole,
    plainBody: whole,
    model,
    stream: body['stream'] === true,
  };
}

function selectExplainedScope({ project }: ExplainedRequest): RequestScope {
  return { channelIds: null, models: null, project, projectSource: project === null ? null : 'url' };
}

/** Who only looks takes no turn and keeps no conversation alive. */
function createOnlookers({ strategies, affinity, health }: ExplainContext): Arrangers {
  return {
    strategies: { of: (group) => selectPeeks(strategies.of(group)) },
    affinity: { find: affinity.peek, drop: () => undefined },
    health,
  };
}

function selectPeeks(own: Strategies): ReturnType<Arrangers['strategies']['of']> {
  return {
    weighted: { order: own.weighted.peek },
    'round-robin': { order: own['round-robin'].peek },
    'least-used': { order: own['least-used'].peek },
    'lowest-latency': { order: own['lowest-latency'].peek },
  };
}

/** In the order they would be asked as long as each fails for a moment. */
function orderByWait(
  targets: readonly RouteTarget[],
  { health, config }: ExplainContext,
  tokens: number,
): RouteExplanation['targets'] {
  const asked: RouteExplanation['targets'] = [];
  let remaining = targets;
  while (remaining.length > 0) {
    const { target, others } = takeNext(remaining, health);
    const { channel, upstreamModel, reason } = target;
    const waitMs = Math.ceil(health.waitMs(target));
    asked.push({
      channelId: channel.id,
      channelName: channel.name,
      upstreamModel,
      reason,
      waitMs,
      inputMicroUsd: estimateInput(config, target, tokens),
    });
    remaining = others;
  }
  return asked;
}

/** As if nothing of it were cached. */
function estimateInput(
  { prices }: GatewayConfig,
  { channel, upstreamModel: model }: RouteTarget,
  tokens: number,
): number | null {
  if (prices === undefined) return null;
  const { provider, priceMultiplier: multiplier } = channel;
  const usage = { input: tokens, output: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0, reasoning: 0 };
  return calculateCost(prices, usage, { model, provider, multiplier })?.microUsd ?? null;
}

function listFacts(facts: RequestFacts): RouteExplanation['facts'] {
  const { client, sessionId, project } = facts.outline;
  const scenarios = SCENARIOS.filter(
    (scenario) => scenario === 'default' || selectScenario(scenario, DEFAULT_LONG_CONTEXT_TOKENS)(facts),
  );
  return { client, sessionId, project, tokens: facts.tokens(), tools: [...facts.toolNames()], scenarios };
}
