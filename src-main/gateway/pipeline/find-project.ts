import type { ClientKind } from '#shared/domain/request-record';
import { findInBody, readWindow, type RequestBody } from '../request-body';
import type { ByteRange } from './scan-body';

/** What stands before the working directory, in the bytes of a request: `\n` as JSON writes it. */
const MARKS: Readonly<Partial<Record<ClientKind, readonly Buffer[]>>> = {
  'claude-code': [Buffer.from('Primary working directory: '), Buffer.from('\\nWorking directory: ')],
  codex: [Buffer.from('<cwd>')],
  'gemini-cli': [Buffer.from('**Workspace Directories:**\\n  - ')],
  opencode: [Buffer.from('Working directory: ')],
};

/** Agents describe their surroundings in front of the conversation, or in their instructions. */
const HEAD_BYTES = 64 * 1024;
const MAX_PATH_BYTES = 4096;
const MAX_NAME_LENGTH = 80;

/**
 * The folder an agent works in, by its own name without those above it, as the agent tells its model; null where it does not.
 *
 * @param system where the instructions are, when they have a place of their own
 */
export function findProject(body: RequestBody, client: ClientKind, system: ByteRange | null): string | null {
  const places = [{ start: 0, end: Math.min(HEAD_BYTES, body.length) }];
  if (system !== null && system.start > HEAD_BYTES) places.push(system);
  for (const mark of MARKS[client] ?? []) {
    for (const { start, end } of places) {
      const at = findInBody(body, mark, start, end);
      if (at !== -1) return nameFolder(readPath(readWindow(body, at + mark.length, MAX_PATH_BYTES)));
    }
  }
  return null;
}

/** Up to the end of the line, of the element or of the text. */
const PATH = /^(?:[^"\\<]|\\(?!n)(?:u[\da-f]{4}|.))*(?=\\n|"|<)/i;

function readPath(window: Buffer): string {
  const [path] = PATH.exec(window.toString('utf8')) ?? [];
  if (path === undefined) return '';
  try {
    return String(JSON.parse(`"${path}"`));
  } catch {
    return '';
  }
}

function nameFolder(path: string): string | null {
  const name =
    path
      .trim()
      .split(/[/\\]/)
      .findLast((part) => part !== '') ?? '';
  const isName =
    name !== '' && name.length <= MAX_NAME_LENGTH && !/\p{Cc}/u.test(name) && !/^[a-z]:$/i.test(name);
  return isName ? name : null;
}
