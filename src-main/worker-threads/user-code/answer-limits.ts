import type { UserHook } from '#main/gateway/user-code/user-code';

const KIB = 1024;
/** A router names a channel and a model. */
const MAX_ROUTER_CHARACTERS = 64 * KIB;
/** As much as a transformer is given. */
const MAX_TRANSFORMER_CHARACTERS = 16 * KIB * KIB;

/** What is wrong with the size of an answer as JSON, which is parsed beside all other requests; null: nothing. */
export function findOversize(hook: UserHook, json: string): string | null {
  const isRouter = hook === 'route';
  if (json.length <= (isRouter ? MAX_ROUTER_CHARACTERS : MAX_TRANSFORMER_CHARACTERS)) return null;
  return `it answered with more than ${isRouter ? '64 KiB' : '16 MiB'}.`;
}
