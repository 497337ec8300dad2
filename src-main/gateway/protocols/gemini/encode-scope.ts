import type { ProtocolId } from '#shared/domain/protocol';
import type { EncodeTarget, Warn } from '../canonical/codec';
import type { ModelTraits } from './describe-model';

/** What every part of a request's encoding may need to know. */
export interface EncodeScope {
  readonly target: EncodeTarget;
  readonly model: ModelTraits;
  /** Of the client: what is native to it may be written as it was. */
  readonly origin: ProtocolId;
  readonly warn: Warn;
}

/** Gemini 3 checks signatures, takes media in function responses, and mixes its own tools with functions. */
export function isThirdGeneration({ model }: EncodeScope): boolean {
  return model.generation !== null && model.generation >= 3;
}

/** A name that is not Gemini's may be an alias of one that checks, and it would refuse a call that is not signed. */
export function mayCheckSignatures({ model }: EncodeScope): boolean {
  return model.generation === null || model.generation >= 3;
}
