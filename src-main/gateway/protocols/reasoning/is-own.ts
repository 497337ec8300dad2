import type { EncodeTarget } from '../canonical/codec';
import type { PartOrigin } from '../canonical/part';

/** True when the target made this itself, and so can read what it signed or encrypted. */
export function isOwn(origin: PartOrigin, target: EncodeTarget): boolean {
  if (origin.protocol !== target.protocol) return false;
  if (!target.profile.signatureChecked) return true;
  return (
    (origin.channelId === null || origin.channelId === target.channelId) &&
    (origin.model === null || origin.model === target.model)
  );
}
