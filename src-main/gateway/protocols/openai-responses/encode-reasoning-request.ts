import type { EncodeTarget, Warn } from '../canonical/codec';
import type { CanonicalRequest, ReasoningRequest } from '../canonical/request';
import { selectEfforts, takesReasoning } from '../models/fit-openai-request';
import { selectRequestedEffort, selectSupportedEffort } from '../reasoning/effort';

/** Other protocols show reasoning unless told not to; here it has to be asked for. */
function wantsSummary({ mode, show }: ReasoningRequest, fromResponses: boolean): boolean {
  if (show !== 'default') return show !== 'none';
  return !fromResponses && mode !== 'default' && mode !== 'off';
}

/** `reasoning` of the request; undefined when there is nothing to ask for. */
export function encodeReasoningRequest(
  { reasoning, origin }: CanonicalRequest,
  target: EncodeTarget,
  warn: Warn,
): object | undefined {
  if (target.profile.effortStyle === 'none' || !takesReasoning(target)) return undefined;
  const wanted = selectRequestedEffort(reasoning);
  const effort = wanted === null ? null : selectSupportedEffort(wanted, selectEfforts(target));
  if (effort !== wanted) warn(`reasoning.effort: "${wanted}" is not supported; "${effort}" was sent.`);
  const summary = wantsSummary(reasoning, origin.protocol === 'openai-responses');
  if (effort === null && !summary) return undefined;
  return {
    ...(effort === null ? {} : { effort }),
    ...(summary && effort !== 'none' ? { summary: 'auto' } : {}),
  };
}
