/** One HTTP answer as it came over the wire. */
export interface WireAnswer {
  readonly status: number;
  /** Names in lower case; what is repeated is joined by commas. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** The connection ends with it. */
  readonly last: boolean;
}

export interface AnswerParser {
  /** Takes what has come in and gives the answers it completes. @throws when it is not HTTP to the letter */
  push(chunk: Buffer): WireAnswer[];
  /** The connection has ended: completes an answer that ends with it. @throws when one was cut */
  end(): WireAnswer[];
}

const STATUS_LINE = /^HTTP\/1\.1 (\d{3}) [\x20-\x7e]*$/;
const HEADER_LINE = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]?([\t\x20-\x7e\x80-\xff]*)$/;
const CHUNK_LINE = /^[0-9a-f]{1,8}$/i;
const HEAD_END = '\r\n\r\n';

type Body = { kind: 'none' } | { kind: 'length'; length: number } | { kind: 'chunked' } | { kind: 'rest' };

/**
 * Reads answers strictly, as no HTTP library does: whatever is ambiguous is an error, because a lenient reader would
 * hide that two sides disagree on where an answer ends.
 *
 * @param isHead tells whether the answer number `index` comes to a HEAD request, which has no body
 */
export function createAnswerParser(isHead: (index: number) => boolean): AnswerParser {
  let pending: Buffer = Buffer.alloc(0);
  let count = 0;

  /** Null while it is not complete. */
  function take(ended: boolean): WireAnswer | null {
    const headEnd = pending.indexOf(HEAD_END);
    if (headEnd === -1) return null;
    const { status, headers } = parseHead(pending.toString('latin1', 0, headEnd));
    const start = headEnd + HEAD_END.length;
    const framing = selectFraming(status, headers, isHead(count));
    const body = takeBody(pending, start, framing, ended);
    if (body === null) return null;
    pending = pending.subarray(body.end);
    const last = headers['connection'] === 'close' || framing.kind === 'rest';
    if (status >= 200) count += 1;
    return { status, headers, body: body.bytes, last };
  }

  function takeAll(ended: boolean): WireAnswer[] {
    const answers: WireAnswer[] = [];
    for (let answer = take(ended); answer !== null; answer = take(ended)) {
      if (answer.status >= 200) answers.push(answer);
    }
    return answers;
  }

  return {
    push(chunk) {
      pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
      return takeAll(false);
    },
    end() {
      const answers = takeAll(true);
      if (pending.length > 0) throw new Error(`the answer was cut: ${quote(pending)}`);
      return answers;
    },
  };
}

function parseHead(head: string): { status: number; headers: Record<string, string> } {
  const [first = '', ...lines] = head.split('\r\n');
  const status = STATUS_LINE.exec(first)?.[1];
  if (status === undefined) throw new Error(`no status line: ${JSON.stringify(first.slice(0, 200))}`);
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const [, name = '', value = ''] = HEADER_LINE.exec(line) ?? [];
    if (name === '') throw new Error(`no header line: ${JSON.stringify(line.slice(0, 200))}`);
    const key = name.toLowerCase();
    if (key === 'content-length' && key in headers) throw new Error('content-length twice');
    headers[key] = key in headers ? `${headers[key]}, ${value}` : value;
  }
  return { status: Number(status), headers };
}

function selectFraming(status: number, headers: Readonly<Record<string, string>>, isHead: boolean): Body {
  const coding = headers['transfer-encoding'];
  const length = headers['content-length'];
  if (coding !== undefined && length !== undefined) throw new Error('both length and transfer-encoding');
  if (isHead || status < 200 || status === 204 || status === 304) return { kind: 'none' };
  if (coding !== undefined) {
    if (coding !== 'chunked') throw new Error(`transfer-encoding ${coding}`);
    return { kind: 'chunked' };
  }
  if (length === undefined) return { kind: 'rest' };
  if (!/^\d+$/.test(length)) throw new Error(`content-length ${length}`);
  return { kind: 'length', length: Number(length) };
}

function takeBody(
  bytes: Buffer,
  start: number,
  framing: Body,
  ended: boolean,
): { bytes: Buffer; end: number } | null {
  switch (framing.kind) {
    case 'none':
      return { bytes: Buffer.alloc(0), end: start };
    case 'length': {
      const end = start + framing.length;
      return bytes.length < end ? null : { bytes: bytes.subarray(start, end), end };
    }
    case 'chunked':
      return takeChunks(bytes, start);
    case 'rest':
      return ended ? { bytes: bytes.subarray(start), end: bytes.length } : null;
  }
}

function takeChunks(bytes: Buffer, start: number): { bytes: Buffer; end: number } | null {
  const chunks: Buffer[] = [];
  for (let position = start; ;) {
    const lineEnd = bytes.indexOf('\r\n', position);
    if (lineEnd === -1) return null;
    const line = bytes.toString('latin1', position, lineEnd);
    if (!CHUNK_LINE.test(line)) throw new Error(`no chunk size: ${JSON.stringify(line.slice(0, 100))}`);
    const dataStart = lineEnd + 2;
    const dataEnd = dataStart + Number.parseInt(line, 16);
    if (bytes.length < dataEnd + 2) return null;
    if (bytes.toString('latin1', dataEnd, dataEnd + 2) !== '\r\n') throw new Error('a chunk without its end');
    // Routex sends no trailers, so the last chunk is followed by the empty line.
    if (dataEnd === dataStart) return { bytes: Buffer.concat(chunks), end: dataEnd + 2 };
    chunks.push(bytes.subarray(dataStart, dataEnd));
    position = dataEnd + 2;
  }
}

function quote(bytes: Buffer): string {
  return JSON.stringify(bytes.toString('latin1', 0, 300));
}
