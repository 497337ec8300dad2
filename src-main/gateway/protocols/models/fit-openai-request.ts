import type { EncodeTarget } from '../canonical/codec';
import type { Effort, ReasoningRequest } from '../canonical/request';
import { selectRequestedEffort, selectSupportedEffort } from '../reasoning/effort';
import { describeOpenaiModel, type OpenaiModel } from './describe-openai-model';

type Target = Pick<EncodeTarget, 'model' | 'profile'>;

/** The target's model where its name can be trusted: others give names of their own to models of their own. */
export function findOpenaiModel({ model, profile }: Target): OpenaiModel | null {
  return profile.official ? describeOpenaiModel(model) : null;
}

/** Levels of effort the target takes, as its owner says or as its model is known to; null: not known. */
export function selectEfforts(target: Target): readonly Effort[] | null {
  return target.profile.efforts ?? findOpenaiModel(target)?.efforts ?? null;
}

/** False where asking for reasoning is refused whatever the level. */
export function takesReasoning(target: Target): boolean {
  return target.profile.efforts !== null || findOpenaiModel(target)?.efforts.length !== 0;
}

/** Which of the fields that steer how words are chosen the target's model takes. */
export interface TakenSampling {
  /** Temperature, `top_p` and log probabilities. */
  readonly temperature: boolean;
  /** Stop sequences, penalties and biases. */
  readonly rest: boolean;
}

export function selectTakenSampling(reasoning: ReasoningRequest, target: Target): TakenSampling {
  const model = findOpenaiModel(target);
  if (model === null || model.sampling === 'always') return { temperature: true, rest: true };
  if (model.sampling === 'never') return { temperature: false, rest: false };
  const wanted = selectRequestedEffort(reasoning);
  const sent = wanted === null ? null : selectSupportedEffort(wanted, selectEfforts(target));
  return { temperature: sent === 'none' && target.profile.effortStyle === 'openai', rest: false };
}
