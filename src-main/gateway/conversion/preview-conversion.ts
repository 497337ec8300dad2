import type { ConversionPreview } from '#shared/domain/conversion-preview';
import { GatewayError } from '../errors';
import { UNLIMITED_MEMORY } from '../memory-budget';
import { createConversion, type Conversion, type ConversionOptions } from '../pipeline/create-conversion';
import { NO_HISTORY, type RequestHistory } from '../pipeline/request-history';
import type { LearnedQuirks } from '../pipeline/learned-quirks';
import { runPlan } from '../pipeline/run-plan';
import { sendFailure } from '../pipeline/send-failure';
import type { Clock, GatewayChannel, GatewayConfig, Redact } from '../ports';
import { protocols } from '../protocols';
import type { JsonRecord } from '../protocols/json/read';
import { replaceKeptNumbers } from '../protocols/json/replace-kept-numbers';
import type { ReasoningVault } from '../protocols/reasoning/vault';
import { ASSUMED_HEALTH } from '../routing/assumed-health';
import { selectUpstreamModel } from '../routing/select-upstream-model';
import type { UserCode } from '../user-code/user-code';
import { createRequestId } from '../server/create-request-id';
import { compareBodies, describeAnswer, describeCall } from './describe-preview';
import { preparePreview, type PreviewedClientRequest } from './prepare-preview';
import { createPreviewClient } from './preview-client';
import { createPreviewUpstream } from './preview-upstream';
import { refuse } from './read-media';

/** A request that is looked at instead of sent. */
export interface PreviewOrder extends PreviewedClientRequest {
  readonly channel: GatewayChannel;
  /** The upstream's name of the model; null: as the channel maps it. */
  readonly upstreamModel: string | null;
  /** Body of the upstream's answer; null: there is none. */
  readonly answer: string | null;
}

export interface PreviewEnv {
  readonly clock: Clock;
  readonly redact: Redact;
  readonly timeouts: GatewayConfig['settings']['timeouts'];
  readonly vault: ReasoningVault;
  readonly desks: ConversionOptions['desks'];
  readonly quirks: Pick<LearnedQuirks, 'apply' | 'lessons'>;
  readonly userCode: UserCode | null;
}

const PAUSED =
  'The answer pauses: Routex would ask the upstream to go on, and the client would get both in one.';

const media: ConversionOptions['media'] = {
  fetch: () => Promise.resolve(refuse('a preview calls nobody')),
};

/**
 * Shows what becomes of a request and of its answer, on the way that real ones take, but without credentials and with no network
 * behind it. What is remembered of conversations is read, and nothing is added to it.
 *
 * @throws {GatewayError} `not_found` when the channel does not serve the model; `invalid_request` or
 *   `unsupported_conversion` where a client would be refused
 */
export async function previewConversion(order: PreviewOrder, env: PreviewEnv): Promise<ConversionPreview> {
  const { channel, answer } = order;
  const prepared = preparePreview(order);
  const upstreamModel = order.upstreamModel ?? mapModel(channel, prepared.model);
  const requestId = createRequestId(env.clock.now());
  const protocol = protocols[order.protocol];
  const client = createPreviewClient();
  const upstream = createPreviewUpstream(answer === null ? null : Buffer.from(answer));
  const warnings = new Set<string>();
  const faults: unknown[] = [];
  let conversion: Conversion | null = null;
  let beforeTransformers: JsonRecord | null = null;

  const history: RequestHistory = { ...NO_HISTORY, isOurs: () => prepared.envelope };

  const openConversion = async (): Promise<Conversion> =>
    (conversion ??= await createConversion({
      ...env,
      requestId,
      prepared,
      client,
      vault: createReader(env.vault),
      media,
      history,
      memory: UNLIMITED_MEMORY,
      warn: (warning) => void warnings.add(warning),
    }));
  const isConverted = (): boolean => conversion !== null;

  try {
    const { settlement, failure } = await runPlan(
      {
        ...env,
        requestId,
        protocol,
        prepared,
        upstreams: upstream,
        client,
        memory: UNLIMITED_MEMORY,
        onRunning: () => undefined,
        conversion: openConversion,
        history,
        quirks: { ...env.quirks, learn: () => null },
        health: ASSUMED_HEALTH,
        warn: (warning) => void warnings.add(warning),
        onFault: (cause) => void faults.push(cause),
        onBeforeTransformers: (body) => {
          beforeTransformers ??= body;
        },
      },
      { targets: [{ channel, credential: null, upstreamModel, reason: 'preview' }] },
    );
    if (faults.length > 0) throw faults[0];
    // Nothing went out, because it could not be written.
    if (upstream.call === null && failure !== null) {
      throw new GatewayError(failure.error.kind, failure.error.message);
    }
    if (upstream.continued) warnings.add(PAUSED);
    else if (answer !== null && failure !== null) sendFailure(client, protocol, requestId, failure);

    const request = upstream.call === null ? null : describeCall(upstream.call, channel.protocol, env.redact);
    const converted = isConverted() || request === null;
    // What reading the request loses matters only where it is written anew.
    const told = [...warnings];
    const estimate = await estimateInput(openConversion);
    return {
      forwarding: converted
        ? 'converted'
        : compareBodies(order.body, request.body, upstreamModel === prepared.model),
      request,
      beforeTransformers: replaceKeptNumbers(beforeTransformers),
      warnings: converted ? [...warnings] : [...told, ...estimate.warnings],
      response: upstream.continued ? null : describeAnswer(client, settlement.type === 'complete'),
      estimatedInputTokens: estimate.tokens,
    };
  } finally {
    (conversion as Conversion | null)?.close();
  }
}

function mapModel(channel: GatewayChannel, model: string): string {
  const mapped = selectUpstreamModel(channel, model);
  if (mapped !== null) return mapped.model;
  throw new GatewayError(
    'not_found',
    `Channel ${JSON.stringify(channel.name)} does not serve the model ${JSON.stringify(model)}. Add it to the channel's models, or map it.`,
  );
}

/** The same memory for somebody who must not add to it. */
function createReader(vault: ReasoningVault): ReasoningVault {
  return {
    ...vault,
    recordCall: () => undefined,
    recordConversation: () => undefined,
    forgetConversation: () => false,
  };
}

interface Estimate {
  readonly tokens: number | null;
  readonly warnings: readonly string[];
}

async function estimateInput(openConversion: () => Promise<Conversion>): Promise<Estimate> {
  try {
    return { tokens: (await openConversion()).inputTokens(), warnings: [] };
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    return { tokens: null, warnings: [`Its tokens cannot be estimated: ${error.message}`] };
  }
}
