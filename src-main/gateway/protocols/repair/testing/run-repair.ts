import type { CanonicalMessage, CanonicalRequest } from '../../canonical/request';
import type { EncodeTarget } from '../../canonical/codec';
import { repairRequest, type RepairEnv, type RepairedRequest } from '../repair-request';
import { createTestRequest } from './create-test-request';

export interface RepairRun extends RepairedRequest {
  readonly messages: readonly CanonicalMessage[];
  readonly warnings: readonly string[];
}

/** Repairs a request, or messages alone. */
export function runRepair(
  input: CanonicalRequest | readonly CanonicalMessage[],
  target: EncodeTarget,
  env: Partial<RepairEnv> = {},
): RepairRun {
  const request = 'messages' in input ? input : createTestRequest(input);
  const warnings: string[] = [];
  const repaired = repairRequest(request, target, {
    warn: (warning) => warnings.push(warning),
    newId: (length) => 'x'.repeat(length),
    calls: { find: () => null },
    ...env,
  });
  return { ...repaired, messages: repaired.request.messages, warnings };
}
