import { PROTOCOL_IDS, type ProtocolId } from '#shared/domain/protocol';
import type { PartOrigin, ReasoningState } from '../canonical/part';
import { isRecord, parseJson, type JsonRecord } from '../json/read';

/**
 * One provider's reasoning on its way through a client of another protocol, which keeps it as if it were its own provider's
 * signature and sends it back with the history.
 */
export interface Envelope {
  readonly origin: PartOrigin;
  readonly state: ReasoningState;
  /** What the client was not shown of the reasoning, where the provider wants to get it back. */
  readonly text?: string;
}

const PREFIX = 'rx1.';
/** `{"f":"` in base64. Google's SDKs decode the field, so it must be base64 throughout; its native values are no JSON. */
const BASE64_PREFIX = 'eyJmIjoi';

/** What an envelope in a request begins with, by the client's protocol. */
export const ENVELOPE_MARKS: Readonly<Record<ProtocolId, string>> = {
  'anthropic-messages': PREFIX,
  'openai-chat': BASE64_PREFIX,
  'openai-responses': PREFIX,
  gemini: BASE64_PREFIX,
};

const SHORT: Readonly<Record<ReasoningState['kind'], string>> = {
  signature: 'sig',
  encrypted: 'enc',
  redacted: 'red',
  none: 'none',
};
const KINDS: ReadonlyMap<unknown, ReasoningState['kind']> = new Map(
  (Object.keys(SHORT) as ReasoningState['kind'][]).map((kind) => [SHORT[kind], kind]),
);
const PROTOCOLS: ReadonlySet<unknown> = new Set(PROTOCOL_IDS);

/** Of an envelope that came back damaged: it belongs to no channel, and nobody may be sent it. */
const DAMAGED: Envelope = {
  origin: { protocol: 'openai-chat', channelId: '', model: null },
  state: { kind: 'none', data: '' },
};

/**
 * @param base64 for fields that are bytes: Gemini's `thoughtSignature`, and its spelling in OpenAI Chat
 */
export function wrapEnvelope({ origin, state, text }: Envelope, base64: boolean): string {
  const members = {
    f: origin.protocol,
    c: origin.channelId,
    m: origin.model,
    k: SHORT[state.kind],
    d: state.data,
    ...(text === undefined ? {} : { t: text }),
  };
  const bytes = Buffer.from(JSON.stringify(members));
  return base64 ? bytes.toString('base64') : PREFIX + bytes.toString('base64url');
}

function readEnvelope(json: JsonRecord): Envelope | null {
  const { f: protocol, c: channelId, m: model, k, d: data, t: text } = json;
  const kind = KINDS.get(k);
  if (!PROTOCOLS.has(protocol) || kind === undefined || typeof data !== 'string') return null;
  if (channelId !== null && typeof channelId !== 'string') return null;
  if (model !== null && typeof model !== 'string') return null;
  return {
    origin: { protocol: protocol as ProtocolId, channelId, model },
    state: { kind, data },
    ...(typeof text === 'string' ? { text } : {}),
  };
}

function parseEnvelope(base64: string): Envelope | null {
  const json = parseJson(Buffer.from(base64, 'base64').toString());
  return isRecord(json) ? readEnvelope(json) : null;
}

/** What `wrapEnvelope` made, or null for a value that is native to the client's protocol. */
export function unwrapEnvelope(value: string): Envelope | null {
  if (value.startsWith(PREFIX)) return parseEnvelope(value.slice(PREFIX.length)) ?? DAMAGED;
  return value.startsWith(BASE64_PREFIX) ? parseEnvelope(value) : null;
}
