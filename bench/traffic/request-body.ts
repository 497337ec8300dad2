import { encodeTicket, TICKET_START, type RequestTicket } from '#bench/traffic/request-ticket';

/** The last words of each conversation: an upstream that sees them has all of it. */
export const CONVERSATION_END = '<end of task>';

/** And with what follows it in the body that the client sends. */
export const BODY_END = `${CONVERSATION_END}"}]}]}`;

const TOOL_NAMES = ['Read', 'Edit', 'Bash', 'Grep', 'Glob', 'TodoWrite'];
const SOURCE = [
  'export function openDatabase(path: string): Database {',
  '  const database = new Database(path, { timeout: 5_000 });',
  "  database.pragma('journal_mode = WAL');",
  '\tif (database.readonly) throw new Error(`"${path}" is read-only`);',
  '  return database; // → the caller closes it; naïve callers did not',
  '}',
  '',
].join('\n');

export interface BodySource {
  /** A body with this ticket. Give it back when its request is over. */
  take(ticket: RequestTicket): Buffer;
  giveBack(body: Buffer): void;
}

/** Makes bodies of one size as a coding agent sends them, each with its own ticket and none copied without need. */
export function createBodySource(bytes: number, model: string): BodySource {
  const template = buildBody(bytes, model);
  const ticketAt = template.indexOf(TICKET_START);
  const free: Buffer[] = [];
  return {
    take(ticket) {
      const body = free.pop() ?? Buffer.from(template);
      body.write(encodeTicket(ticket), ticketAt, 'latin1');
      return body;
    },
    giveBack: (body) => void free.push(body),
  };
}

/** A conversation of Anthropic's Messages API, exactly `bytes` long: tools, then turns of tool calls and results. */
function buildBody(bytes: number, model: string): Buffer {
  const ticket = encodeTicket({ number: 0, bodyBytes: bytes, deltas: 0, deltasPerPacket: 0, gapMs: 0 });
  const head =
    `{"model":"${model}","max_tokens":32000,"stream":true,"temperature":1,` +
    `"system":[{"type":"text","text":"${ticket} You are a coding agent.","cache_control":{"type":"ephemeral"}}],` +
    `"metadata":{"user_id":"user_${'0'.repeat(64)}_account__session_00000000-0000-4000-8000-000000000000"},` +
    `"tools":${JSON.stringify(TOOL_NAMES.slice(0, bytes < 16_384 ? 2 : 6).map(describeTool))},` +
    `"messages":[{"role":"user","content":"Please make the failing test pass."}`;
  const last = ',{"role":"user","content":[{"type":"text","text":"';
  const parts = [head];
  let length = Buffer.byteLength(head);
  const room = bytes - Buffer.byteLength(last) - Buffer.byteLength(BODY_END);
  for (let turn = 0; ; turn += 1) {
    const text = describeTurn(turn);
    const size = Buffer.byteLength(text);
    if (length + size > room) break;
    parts.push(text);
    length += size;
  }
  const padding = room - length;
  if (padding < 0) throw new RangeError(`a body of ${bytes} bytes cannot hold a request`);
  return Buffer.from(`${parts.join('')}${last}${'and so on. '.repeat(padding).slice(0, padding)}${BODY_END}`);
}

function describeTool(name: string): object {
  return {
    name,
    description: `Use ${name} for files below the workspace. Paths are absolute; never guess one.`,
    input_schema: {
      type: 'object',
      properties: { path: { type: 'string', description: 'An absolute path' }, limit: { type: 'integer' } },
      required: ['path'],
    },
  };
}

/** A tool call and its result of about 2 KB, with all that JSON escapes. */
function describeTurn(turn: number): string {
  const id = `toolu_${String(turn).padStart(24, '0')}`;
  const input = { path: `/workspace/src/part-${turn}.ts`, limit: 200 };
  const listing = SOURCE.repeat(7).replaceAll('openDatabase', `openDatabase${turn}`);
  const call = {
    role: 'assistant',
    content: [
      { type: 'text', text: 'I will read it first.' },
      { type: 'tool_use', id, name: 'Read', input },
    ],
  };
  const result = { role: 'user', content: [{ type: 'tool_result', tool_use_id: id, content: listing }] };
  return `,${JSON.stringify(call)},${JSON.stringify(result)}`;
}
