import type { ProtocolId } from '#shared/domain/protocol';
import type { PartOrigin, ReasoningState } from '../canonical/part';
import { wrapEnvelope } from './envelope';

const NOTHING: ReasoningState = { kind: 'none', data: '' };

/** Puts what one provider wants back into what a client's protocol has for it, and nothing where they are the same. */
export interface StatePresenter {
  /**
   * @param state null: the provider gave none; the client still learns whose reasoning it is
   * @param withheld text that the client is not shown
   * @returns null when the client's protocol has no place for it
   */
  present(state: ReasoningState | null, withheld: string): ReasoningState | null;
  /** A signature on a text or a call. */
  presentSignature(signature: string): string | null;
}

export function createStatePresenter(client: ProtocolId, origin: PartOrigin): StatePresenter {
  if (client === origin.protocol)
    return { present: (state) => state, presentSignature: (signature) => signature };

  const base64 = client === 'gemini' || client === 'openai-chat';
  return {
    present(state, withheld) {
      if (client === 'openai-chat') return null;
      const text = withheld === '' ? {} : { text: withheld };
      const data = wrapEnvelope({ origin, state: state ?? NOTHING, ...text }, base64);
      if (client === 'openai-responses') return { kind: 'encrypted', data };
      const redacted = client === 'anthropic-messages' && state?.kind === 'redacted';
      return { kind: redacted ? 'redacted' : 'signature', data };
    },
    presentSignature: (signature) =>
      base64 ? wrapEnvelope({ origin, state: { kind: 'signature', data: signature } }, true) : null,
  };
}
