import type { CanonicalPart } from '../canonical/part';
import type { JsonRecord } from '../json/read';
import { createDigest, isServerToolPart } from './create-digest';
import { decodeFunctionCall, decodeFunctionResponse } from './decode-function-part';
import { decodeMedia } from './decode-media';
import { readMember, readString, requireRecord, toCamel } from './read-member';
import { isRealSignature } from './thought-signature';

const CLIENT_ORIGIN = { protocol: 'gemini', channelId: null, model: null } as const;
/** Members that describe a part without being any of it. */
const SIDE_KEYS: ReadonlySet<string> = new Set([
  'thought',
  'thoughtSignature',
  'partMetadata',
  'videoMetadata',
  'mediaResolution',
]);

function decodeText(text: string, thought: boolean, signature: string | null): CanonicalPart {
  if (!thought) return { type: 'text', text, ...(signature !== null && { signature }) };
  return {
    type: 'reasoning',
    text,
    ...(signature !== null && { state: { kind: 'signature', data: signature } }),
    origin: CLIENT_ORIGIN,
  };
}

/** Server tools' parts in the spelling of the API, whichever the client wrote. */
function toCamelKeys(part: JsonRecord): JsonRecord {
  return Object.fromEntries(Object.entries(part).map(([key, value]) => [toCamel(key), value]));
}

/** One part of a client's turn; null when there is nothing in it. Only a model's turn has thoughts. */
export function decodePart(value: unknown, isModel: boolean, path: string): CanonicalPart | null {
  if (typeof value === 'string') return { type: 'text', text: value };
  const part = requireRecord(value, path);
  const given = readString(part, 'thoughtSignature', path);
  const signature = isRealSignature(given) ? given : null;
  const text = readString(part, 'text', path);
  if (text !== null) return decodeText(text, isModel && readMember(part, 'thought') === true, signature);

  const call = readMember(part, 'functionCall');
  if (call !== undefined) return decodeFunctionCall(call, signature, `${path}.functionCall`);
  const response = readMember(part, 'functionResponse');
  if (response !== undefined) return decodeFunctionResponse(response, `${path}.functionResponse`);
  const media = decodeMedia(part, path);
  if (media !== null) return media;

  const raw = toCamelKeys(part);
  if (isServerToolPart(raw)) {
    return { type: 'serverTool', protocol: 'gemini', raw, digest: createDigest(raw) };
  }
  const label = Object.keys(raw).find((key) => !SIDE_KEYS.has(key));
  if (label !== undefined) return { type: 'opaque', protocol: 'gemini', raw: part, label };
  return signature === null ? null : { type: 'text', text: '', signature };
}
