import { readWindow, type RequestBody } from '../request-body';
import { createJsonSkipper } from './skip-json';

/** Claude Code's has about three hundred; a session is not looked for in what is longer. */
const WINDOW_BYTES = 2048;
const OPEN_OBJECT = 0x7b;

/** As versions without a session header write it: `user_<hash>_account_<uuid>_session_<uuid>`. */
const OLD_USER_ID = /_session_([\w-]+)$/;

/**
 * The session that Claude Code names in `metadata.user_id`: as `session_id` of an object written as a string, before that as
 * the end of the string. What other programs put there names a person, and is none.
 *
 * @param metadataStart offset of the top-level `metadata` value
 */
export function findMetadataSession(body: RequestBody, metadataStart: number): string | null {
  const window = readWindow(body, metadataStart, WINDOW_BYTES);
  if (window[0] !== OPEN_OBJECT) return null;
  const skipper = createJsonSkipper();
  skipper.take(window);
  const end = skipper.skip(0);
  skipper.drop();
  if (end === -1) return null;
  const userId = readMember(window.toString('utf8', 0, end), 'user_id');
  if (userId === null) return null;
  return (userId.startsWith('{') ? readMember(userId, 'session_id') : OLD_USER_ID.exec(userId)?.[1]) ?? null;
}

/** A member that is a text with something in it. */
function readMember(json: string, name: string): string | null {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return null;
  const member: unknown = Reflect.get(value, name);
  return typeof member === 'string' && member !== '' ? member : null;
}
