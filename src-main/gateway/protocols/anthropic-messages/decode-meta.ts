import type { IncomingHttpHeaders } from 'node:http';
import type { RequestMeta } from '../canonical/request';
import { parseJson, readRecord, readText, type JsonRecord } from '../json/read';
import { decodeCacheMark } from './decode-cache-mark';

const SESSION_HEADER = 'x-claude-code-session-id';
/** Claude Code before 2.1: `user_<hash>_account_<uuid>_session_<uuid>`. */
const OLD_SESSION = /_session_([\w-]+)$/;

/** Claude Code tells its conversation in the user's id, as JSON today. */
function readSessionId(userId: string | null): string | null {
  if (userId === null) return null;
  if (userId.startsWith('{')) return readText(parseJson(userId), 'session_id');
  return OLD_SESSION.exec(userId)?.[1] ?? null;
}

export function decodeMeta(body: JsonRecord, headers: IncomingHttpHeaders): RequestMeta {
  const userId = readText(readRecord(body, 'metadata'), 'user_id');
  const sessionId = readSessionId(userId) ?? readText(headers, SESSION_HEADER);
  const serviceTier = readText(body, 'service_tier');
  const { cache: autoCache } = decodeCacheMark(body['cache_control']);
  return {
    ...(userId !== null && { userId }),
    ...(sessionId !== null && { sessionId }),
    ...(serviceTier !== null && { serviceTier }),
    ...(autoCache !== undefined && { autoCache }),
  };
}
