export interface RequestParts {
  readonly method: string;
  readonly target: string;
  readonly version?: '1.0' | '1.1';
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: Buffer | null;
  /** `chunked` cuts the body into chunks of this many bytes. */
  readonly framing?: 'length' | { readonly chunked: number };
}

/** A request as bytes, with the framing that belongs to it. */
export function renderRequest(parts: RequestParts): Buffer {
  const { method, target, version = '1.1', headers, body = null, framing = 'length' } = parts;
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`);
  const start = `${method} ${target} HTTP/${version}\r\n${lines.join('')}`;
  if (body === null) return Buffer.from(`${start}\r\n`, 'latin1');
  if (framing === 'length') {
    return Buffer.concat([Buffer.from(`${start}content-length: ${body.length}\r\n\r\n`, 'latin1'), body]);
  }
  return Buffer.concat([
    Buffer.from(`${start}transfer-encoding: chunked\r\n\r\n`, 'latin1'),
    ...cutIntoChunks(body, framing.chunked),
  ]);
}

function cutIntoChunks(body: Buffer, size: number): Buffer[] {
  const chunks: Buffer[] = [];
  for (let start = 0; start < body.length; start += size) {
    const data = body.subarray(start, start + size);
    chunks.push(Buffer.from(`${data.length.toString(16)}\r\n`), data, Buffer.from('\r\n'));
  }
  return [...chunks, Buffer.from('0\r\n\r\n')];
}
