import { readWhole } from '#main/gateway/conversion/read-request';
import { GatewayError } from '#main/gateway/errors';
import { describeClient } from '#main/gateway/pipeline/describe-client';
import type { GatewayConfig } from '#main/gateway/ports';
import { toRequestBody } from '#main/gateway/request-body';
import { selectScenario } from '#main/gateway/routing/compile-conditions';
import { RequestFacts } from '#main/gateway/routing/facts/request-facts';
import { planRequest } from '#main/gateway/routing/plan-request';
import type { RouteTarget } from '#main/gateway/routing/plan-route';
import { planUsual } from '#main/gateway/routing/plan-usual';
import type { ExplainedRequest, RouteExplanation } from '#shared/contract/routing';
import { DEFAULT_LONG_CONTEXT_TOKENS, SCENARIOS } from '#shared/domain/routing-table';

/** How a request would be planned. Nothing is sent, counted or remembered. */
export function explainRoute(config: GatewayConfig, request: ExplainedRequest): RouteExplanation {
  const facts = describeRequest(request);
  const rules: RouteExplanation['rules'] = [];
  const known = { facts: listFacts(facts), rules };
  try {
    const { ruleId, targets, warnings } = planRequest(
      config,
      facts,
      () => planUsual(config, facts.outline, () => facts),
      ({ rule: { id, name } }, verdict) => void rules.push({ id, name, ...verdict }),
    );
    return { ...known, ruleId, targets: targets.map(toView), warnings: [...warnings], refusal: null };
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    return { ...known, ruleId: null, targets: [], warnings: [], refusal: error.message };
  }
}

function toView({ channel, upstreamModel, reason }: RouteTarget): RouteExplanation['targets'][number] {
  return { channelId: channel.id, channelName: channel.name, upstreamModel, reason };
}

function listFacts(facts: RequestFacts): RouteExplanation['facts'] {
  const { client, sessionId, project } = facts.outline;
  const scenarios = SCENARIOS.filter(
    (scenario) => scenario === 'default' || selectScenario(scenario, DEFAULT_LONG_CONTEXT_TOKENS)(facts),
  );
  return { client, sessionId, project, tokens: facts.tokens(), tools: [...facts.toolNames()], scenarios };
}

function describeRequest({ protocol, model, headers, project, body }: ExplainedRequest): RequestFacts {
  const bytes = toRequestBody(Buffer.from(JSON.stringify(body)));
  const { kind, version, sessionId } = describeClient(headers);
  const outline = {
    protocol,
    operation: 'generate' as const,
    model,
    headers,
    client: kind,
    clientVersion: version,
    sessionId,
    project,
    channelIds: null,
    models: null,
    bodyBytes: bytes.length,
  };
  const fromPath = protocol === 'gemini' ? { model, stream: false } : null;
  return new RequestFacts(
    outline,
    () => readWhole({ id: 'explained', protocol, body: bytes, headers, fromPath, client: kind }),
    { modelTag: () => true, images: () => true, webSearch: () => true },
  );
}
