import type { CanonicalPart } from '../canonical/part';
import type { CanonicalMessage } from '../canonical/request';
import { wrapReminder } from '../canonical/wrap-reminder';
import type { JsonRecord } from '../json/read';
import { encodePart, type AppendPart, type ContentRole, type ContentScope } from './encode-part';
import { mayCheckSignatures, type EncodeScope } from './encode-scope';
import { SKIP_SIGNATURE } from './thought-signature';

interface Turn {
  readonly role: ContentRole;
  /** Results stand first: Gemini wants them right after their calls. */
  readonly results: JsonRecord[];
  readonly parts: JsonRecord[];
}

/** There are no instructions in the middle of a conversation: the user tells them, marked as what they are. */
function tellReminder(part: CanonicalPart): CanonicalPart {
  return part.type === 'text' ? { ...part, text: wrapReminder(part.text) } : part;
}

/** Gemini 3 refuses a turn whose first call is not signed. */
function signFirstCall(parts: readonly JsonRecord[]): readonly JsonRecord[] {
  const first = parts.findIndex((part) => part['functionCall'] !== undefined);
  const call = parts[first];
  if (call === undefined || call['thoughtSignature'] !== undefined) return parts;
  return parts.with(first, { ...call, thoughtSignature: SKIP_SIGNATURE });
}

/** `contents`: turns of user and model in alternation, as the messages come. */
export function encodeContents(
  messages: readonly CanonicalMessage[],
  scope: EncodeScope,
): readonly JsonRecord[] {
  const turns: Turn[] = [];
  const contentScope: ContentScope = { ...scope, callNames: new Map() };
  const append: AppendPart = (role, part) => {
    let turn = turns.at(-1);
    if (turn?.role !== role) {
      turn = { role, results: [], parts: [] };
      turns.push(turn);
    }
    (part['functionResponse'] === undefined ? turn.parts : turn.results).push(part);
  };

  for (const { role, parts } of messages) {
    const contentRole = role === 'assistant' ? 'model' : 'user';
    for (const part of parts) {
      encodePart(role === 'system' ? tellReminder(part) : part, contentRole, contentScope, append);
    }
  }
  const mustSign = mayCheckSignatures(scope);
  return turns.map(({ role, results, parts }) => ({
    role,
    parts: role === 'model' && mustSign ? signFirstCall(parts) : [...results, ...parts],
  }));
}
