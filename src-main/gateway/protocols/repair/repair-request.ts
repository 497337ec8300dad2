import { GatewayError } from '../../errors';
import type { EncodeTarget, NewId, Warn } from '../canonical/codec';
import type { CanonicalRequest } from '../canonical/request';
import { bridgeSystem } from './bridge-system';
import { bridgeToolUser } from './bridge-tool-user';
import { convertCustomTools } from './convert-custom-tools';
import { convertForeignParts } from './convert-foreign-parts';
import { convertOrphans } from './convert-orphans';
import { dropBillingBlock } from './drop-billing-block';
import { dropEmpties } from './drop-empties';
import { dropMisplacedCalls } from './drop-misplaced-calls';
import { dropForeignTools } from './drop-foreign-tools';
import { fillResults } from './fill-results';
import { fitEnds } from './fit-ends';
import { fitFormat } from './fit-format';
import { fitIds } from './fit-ids';
import { fitMedia } from './fit-media';
import { fitNames } from './fit-names';
import { fitSchemas } from './fit-schemas';
import { isPaired } from './is-paired';
import { mergeTurns } from './merge-turns';
import { orderResults } from './order-results';
import { pairResults } from './pair-results';
import { repairArgs } from './repair-args';
import type { KnownCalls, RepairContext, RepairPass } from './repair-pass';
import { createRestorationDraft, type Restoration } from './restoration';

export type { KnownCalls } from './repair-pass';
export type { Restoration } from './restoration';

export interface RepairEnv {
  readonly warn: Warn;
  readonly newId: NewId;
  readonly calls: KnownCalls;
  /** Puts reasoning back as the target needs it, and takes away what it must not see. */
  readonly replayReasoning?: (request: CanonicalRequest) => CanonicalRequest;
}

export interface RepairedRequest {
  readonly request: CanonicalRequest;
  readonly restoration: Restoration;
}

/** Only OpenAI Chat and Gemini can answer more than once. */
const refuseSeveralAnswers: RepairPass = (request, { target }) => {
  const { protocol } = target;
  if ((request.sampling.n ?? 1) <= 1 || protocol === 'openai-chat' || protocol === 'gemini') return request;
  throw new GatewayError('unsupported_conversion', `n: ${protocol} gives one answer only.`);
};

const PAIRING: readonly RepairPass[] = [pairResults, convertOrphans, fillResults, orderResults];

const pairCalls: RepairPass = (request, context) =>
  isPaired(request.messages) ? request : runPasses(request, PAIRING, context);

/** In this order: each relies on those before it. */
const CONVERSATION: readonly RepairPass[] = [
  refuseSeveralAnswers,
  dropBillingBlock,
  convertForeignParts,
  fitMedia,
  bridgeSystem,
  dropMisplacedCalls,
  dropEmpties,
  pairCalls,
  mergeTurns,
];
/** What reasoning was alone in is empty without it. */
const AFTER_REASONING: readonly RepairPass[] = [dropEmpties, mergeTurns];
const REST: readonly RepairPass[] = [
  fitEnds,
  dropForeignTools,
  fitFormat,
  convertCustomTools,
  fitNames,
  fitIds,
  repairArgs,
  fitSchemas,
  bridgeToolUser,
];

function runPasses(
  request: CanonicalRequest,
  passes: readonly RepairPass[],
  context: RepairContext,
): CanonicalRequest {
  return passes.reduce((repaired, pass) => pass(repaired, context), request);
}

/** What is wrong in the same way a thousand times is told once. */
function createWarnOnce(warn: Warn): Warn {
  const told = new Set<string>();
  return (warning) => {
    if (told.has(warning)) return;
    told.add(warning);
    warn(warning);
  };
}

/**
 * A request as the target can take it, whatever state its history is in, and what must be undone in the answer. What
 * needs no change stays the same object.
 * @throws {GatewayError} `invalid_request` or `unsupported_conversion` naming what stands in the way
 */
export function repairRequest(
  request: CanonicalRequest,
  target: EncodeTarget,
  env: RepairEnv,
): RepairedRequest {
  const draft = createRestorationDraft();
  const context: RepairContext = { target, warn: createWarnOnce(env.warn), calls: env.calls, draft };
  const sound = runPasses(request, CONVERSATION, context);
  const reasoned = env.replayReasoning?.(sound) ?? sound;
  const whole = reasoned === sound ? sound : runPasses(reasoned, AFTER_REASONING, context);
  return {
    request: runPasses(whole, REST, context),
    restoration: { ...draft, protocol: request.origin.protocol },
  };
}
