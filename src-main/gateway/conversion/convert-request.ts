import type { CanonicalRequest } from '../protocols/canonical/request';
import type { EncodeTarget, NewId } from '../protocols/canonical/codec';
import { codecs } from '../protocols/codecs';
import { replayReasoning } from '../protocols/reasoning/replay-reasoning';
import type { ReasoningVault } from '../protocols/reasoning/vault';
import { repairRequest, type Restoration } from '../protocols/repair/repair-request';

/** What is remembered of tool calls, as far as a conversion reads it. */
export type CallMemory = Pick<ReasoningVault, 'findCall'>;

/** A request in its target's protocol. */
export interface ConvertedRequest {
  /** JSON value of the body. */
  readonly body: unknown;
  /** Lower-case names; without authentication. */
  readonly headers: Readonly<Record<string, string>>;
  /** How the answer is brought back to what the client calls things. */
  readonly restoration: Restoration;
  /** What was lost, each once. */
  readonly warnings: readonly string[];
}

/**
 * Writes a client's request for a target: repaired so that its protocol takes it, and with the reasoning it must see again.
 *
 * @throws {GatewayError} `unsupported_conversion` or `invalid_request`
 */
export function convertRequest(
  request: CanonicalRequest,
  target: EncodeTarget,
  env: { readonly memory: CallMemory; readonly newId: NewId },
): ConvertedRequest {
  const warnings = new Set<string>();
  const warn = (warning: string): void => void warnings.add(warning);
  const { memory, newId } = env;
  const repaired = repairRequest(request, target, {
    warn,
    newId,
    calls: {
      find(clientId) {
        const call = memory.findCall(clientId);
        return call === null ? null : { originalId: call.originalId, ...originOf(call.origin) };
      },
    },
    replayReasoning: (ordered) => replayReasoning(ordered, target, memory, warn),
  });
  const { body, headers } = codecs[target.protocol].encodeRequest(repaired.request, target, warn);
  return { body, headers, restoration: repaired.restoration, warnings: [...warnings] };
}

function originOf({ channelId, protocol }: { channelId: string | null; protocol: EncodeTarget['protocol'] }) {
  return { channelId: channelId ?? '', protocol };
}
