/** Documented stand-in for a signature that is not known: Gemini 3 then skips its check. Vertex knows only this one. */
export const SKIP_SIGNATURE = 'skip_thought_signature_validator';

/** Stand-ins that clients write sign nothing, and must not pass for a signature elsewhere. */
const STAND_INS: ReadonlySet<string> = new Set([SKIP_SIGNATURE, 'context_engineering_is_the_way_to_go']);

export function isRealSignature(signature: string | null): signature is string {
  return signature !== null && signature !== '' && !STAND_INS.has(signature);
}
