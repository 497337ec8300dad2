import type { EncodeTarget } from '../canonical/codec';
import type { CanonicalRequest } from '../canonical/request';

/**
 * What a client gets to see of reasoning.
 *
 * - `full`: the text
 * - `state`: that there was some, and what is to be sent back of it, without the text
 * - `hidden`: nothing
 */
export type Visibility = 'full' | 'state' | 'hidden';

/** Clients that did not ask for reasoning may not expect it; what a provider wants back of it is kept in the vault. */
export function selectVisibility(request: CanonicalRequest, { profile }: EncodeTarget): Visibility {
  const { mode, effort, show } = request.reasoning;
  const asked = mode !== 'default' && mode !== 'off' && effort !== 'none';
  const told = show === 'summary' || show === 'raw';
  const unasked = profile.exposeUnrequestedThinking ? 'full' : 'hidden';
  switch (request.origin.protocol) {
    case 'anthropic-messages':
      if (!asked) return unasked;
      return show === 'none' ? 'state' : 'full';
    case 'openai-chat':
      return asked && show !== 'none' ? 'full' : unasked;
    case 'openai-responses':
      // Its clients send back every reasoning item, read or not.
      return told || profile.exposeUnrequestedThinking ? 'full' : 'state';
    case 'gemini':
      return told ? 'full' : unasked;
  }
}
