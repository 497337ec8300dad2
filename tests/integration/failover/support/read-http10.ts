import { connect } from 'node:net';

export interface Http10Answer {
  readonly text: string;
  /** How the connection ended. An HTTP/1.0 body has no other end. */
  readonly end: 'fin' | 'reset';
}

/** One POST as an old client sends it: no chunked answers, the body ends with the connection. */
export function postHttp10(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: unknown,
): Promise<Http10Answer> {
  const { host, hostname, port, pathname, search } = new URL(url);
  const payload = Buffer.from(JSON.stringify(body));
  const lines = Object.entries({ host, ...headers, 'content-length': String(payload.length) })
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const socket = connect(Number(port), hostname);
    const finish = (end: Http10Answer['end']): void => {
      resolve({ text: Buffer.concat(chunks).toString(), end });
      socket.destroy();
    };
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.once('end', () => finish('fin'));
    socket.once('error', () => finish('reset'));
    socket.write(`POST ${pathname}${search} HTTP/1.0\r\n${lines}\r\n`);
    socket.write(payload);
  });
}
