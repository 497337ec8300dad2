import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { StoredExchange } from './stored-exchange';
import { writeCurl } from './write-curl';

function exchange(change: Partial<StoredExchange['request']> = {}): StoredExchange {
  const request = {
    headers: {
      authorization: '[redacted]',
      'content-type': 'application/json',
      host: 'x',
      'content-length': '5',
    },
    body: `{"text":"it's $HOME \\"quoted\\" \`ls\`\\n"}`,
    bytes: 30,
    truncated: false,
    ...change,
  };
  return {
    requestId: 'req_1',
    path: '/v1/messages?beta=true',
    replayOf: null,
    request,
    attempts: [],
    answer: null,
  };
}

describe('writeCurl', () => {
  it('is read by a shell as what was sent, whatever the body holds', () => {
    const command = writeCurl(exchange(), 'http://127.0.0.1:8080') ?? '';
    // The shell's own words, one a line of JSON.
    const script = `curl() { node -e 'console.log(JSON.stringify(process.argv.slice(1)))' -- "$@"; }\n${command}`;
    const printed = execFileSync('sh', ['-c', script], {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], ROUTEX_TOKEN: 'fake-token' },
    });
    expect(JSON.parse(printed)).toEqual([
      'http://127.0.0.1:8080/v1/messages?beta=true',
      '-H',
      'x-routex-token: fake-token',
      '-H',
      'content-type: application/json',
      '--data-raw',
      exchange().request.body,
    ]);
  });

  it('is none for a body that is not there as a whole', () => {
    expect(writeCurl(exchange({ truncated: true }), 'http://h')).toBeNull();
    expect(writeCurl(exchange({ body: null }), 'http://h')).toBeNull();
  });
});
