import type { NewId } from '../canonical/codec';
import { isPortableToolId } from '../tools/fit-tool-id';
import type { Restoration } from './restoration';

const MINTED_LENGTH = 24;

/**
 * Ids as clients get them: the upstream's own where every protocol takes it and no other call of the conversation has it,
 * else a new one.
 */
export function createCallIds(
  { protocol, usedIds }: Restoration,
  newId: NewId,
): (upstreamId: string) => string {
  const given = new Set<string>();
  const prefix = protocol === 'anthropic-messages' ? 'toolu_' : 'call_';
  const isFree = (id: string): boolean => !given.has(id) && !usedIds.has(id);
  return (upstreamId) => {
    let id = upstreamId;
    while (!isPortableToolId(id) || !isFree(id)) id = `${prefix}${newId(MINTED_LENGTH)}`;
    given.add(id);
    return id;
  };
}
