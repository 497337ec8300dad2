import { describe, expect, it } from 'vitest';
import { redactHeaders, redactText, redactUrl } from './redaction';

describe('redactText', () => {
  it.for([
    ['OpenAI', 'Incorrect API key provided: sk-proj-abc_DEF-123456. See', 'sk-proj-abc_DEF-123456'],
    ['Anthropic', 'using sk-ant-api03-AbC_d-123456AA', 'sk-ant-api03-AbC_d-123456AA'],
    ['Google', 'https://g.example/v1?alt=sse&key=AIzaSyA-1234567890abcdef', 'AIzaSyA-1234567890abcdef'],
    ['Google, bare', 'bad AIzaSyA-1234567890abcdef!', 'AIzaSyA-1234567890abcdef'],
    ['gateway token', 'got rtx_0123456789ABCDEFGHIJabcdefghij', 'rtx_0123456789ABCDEFGHIJabcdefghij'],
    ['admin token', 'got rtxa_0123456789ABCDEFGHIJabcdefghij', 'rtxa_0123456789ABCDEFGHIJabcdefghij'],
    ['bearer', 'Authorization: Bearer opaque.value-1/2+3=', 'opaque.value-1/2+3='],
    ['bearer, lower case', 'sent "bearer abc" upstream', 'abc'],
    ['basic', 'header Basic dXNlcjpwYXNzd29yZA== was sent', 'dXNlcjpwYXNzd29yZA=='],
    ['query key', '/v1beta/models?key=plain-secret-1', 'plain-secret-1'],
    ['query api_key', 'GET /x?a=1&api_key=plainsecret HTTP', 'plainsecret'],
    ['fragment', 'https://a.example/cb#access_token=plainsecret', 'plainsecret'],
    ['userinfo', 'proxy http://user:p@ss-word@proxy.example:3128 refused', 'p@ss-word'],
    ['userinfo without password', 'https://oauthtoken@git.example/x', 'oauthtoken'],
    ['JSON', '{"api_key":"plainsecret","model":"m"}', 'plainsecret'],
    ['JSON in JSON', String.raw`"{\"apiKey\":\"plainsecret\"}"`, 'plainsecret'],
    ['environment', 'ROUTEX_DATA_KEY=q83vEjRWeJq83vEjRWeJq83vEjRWeJq83vEjRWeJq80= routex', 'q83vEjRWeJ'],
    ['environment token', 'ANTHROPIC_AUTH_TOKEN=plainsecret claude', 'plainsecret'],
    ['header line', 'x-api-key: plainsecret', 'plainsecret'],
    ['header line, cookie', 'Cookie: session=one; other=two\r\nAccept: */*', 'one'],
    ['header line, cookie, second', 'Cookie: session=one; other=two\r\nAccept: */*', 'two'],
    ['x-routex-token', 'x-routex-token: plainsecret', 'plainsecret'],
    ['hexadecimal', 'invalid api key 0123456789abcdef0123456789abcdef given', '0123456789abcdef'],
    ['base64', 'The API key (q83vEjRWeJq83vEjRWeJ+/==) is wrong', 'q83vEjRWeJq83vEjRWeJ'],
    ['prose', 'API key provided was 0123456789abcdefXYZ', '0123456789abcdefXYZ'],
    ['password', 'password=hunter22', 'hunter22'],
    ['JWT', 'token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl', 'eyJzdWIiOiIxMjM0In0'],
    ['xAI', 'xai-0123456789abcdef', '0123456789abcdef'],
    ['Groq', 'gsk_0123456789abcdef', '0123456789abcdef'],
  ] as const)('masks a secret: %s', ([, text, secret]) => {
    const redacted = redactText(text);
    expect(redacted).not.toContain(secret);
    expect(redacted).toContain('[redacted]');
    expect(redactText(redacted)).toBe(redacted);
  });

  it('keeps what surrounds the secret', () => {
    expect(redactText('GET https://u:p@g.example/v1?alt=sse&key=AIzaSyA-1234567890#x failed: 401')).toBe(
      'GET https://[redacted]@g.example/v1?alt=sse&key=[redacted]#x failed: 401',
    );
    expect(redactText('curl -H "Authorization: Bearer abc" -d 1')).toBe(
      'curl -H "Authorization: [redacted]" -d 1',
    );
    expect(redactText('x-api-key: one\nuser-agent: two')).toBe('x-api-key: [redacted]\nuser-agent: two');
  });

  it.for([
    'request 0193c1c2-7a5e-7cc1-a2f4-0d2f5e5b1a11 took 12.5 ms',
    'model claude-opus-4-5-20251101 on channel task-force is not served',
    'max_tokens: 32000, input tokens: 120000, token: 4096',
    'Unexpected token < in JSON at position 0',
    'https://api.anthropic.com/v1/messages?beta=true&alt=sse',
    'sha256 ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    'missing bearer token; basic authentication is off',
    'at file:///app/out/main/cli.js:10:20',
    'connect ECONNREFUSED 127.0.0.1:8080',
    '',
  ])('leaves ordinary text alone: %s', (text) => {
    expect(redactText(text)).toBe(text);
  });

  // Quadratic time would take minutes and run into the time limit of tests.
  it('gets through hostile text', () => {
    const hostile = [
      'a-'.repeat(50_000),
      'eyJaaaaaaaa-'.repeat(10_000),
      'api key '.repeat(10_000),
      `http://${'a'.repeat(100_000)}`,
      '?a'.repeat(50_000),
      'basic '.repeat(20_000),
      'sk-'.repeat(30_000),
      'token'.repeat(20_000),
    ];
    for (const text of hostile) expect(redactText(text).length).toBeGreaterThan(0);
  });
});

describe('redactHeaders', () => {
  const SECRET_HEADERS = [
    'authorization',
    'Authorization',
    'x-api-key',
    'api-key',
    'x-goog-api-key',
    'cookie',
    'Set-Cookie',
    'proxy-authorization',
    'x-routex-token',
    'x-auth-token',
  ];

  it('masks by name', () => {
    const headers = Object.fromEntries(SECRET_HEADERS.map((name) => [name, 'opaque']));
    expect(redactHeaders(headers)).toEqual(
      Object.fromEntries(SECRET_HEADERS.map((name) => [name, '[redacted]'])),
    );
    expect(redactHeaders({ 'set-cookie': ['a=1', 'b=2'] })).toEqual({ 'set-cookie': '[redacted]' });
    expect(redactHeaders(new Headers({ 'X-Api-Key': 'opaque', accept: 'text/plain' }))).toEqual({
      'x-api-key': '[redacted]',
      accept: 'text/plain',
    });
  });

  it('masks the others by content and keeps the rest', () => {
    expect(
      redactHeaders({
        'content-type': 'application/json',
        'anthropic-version': '2023-06-01',
        referer: 'https://a.example/?key=opaque-secret',
        via: ['one', 'sk-abcdefgh'],
        gone: undefined,
      }),
    ).toEqual({
      'content-type': 'application/json',
      'anthropic-version': '2023-06-01',
      referer: 'https://a.example/?key=[redacted]',
      via: ['one', '[redacted]'],
    });
  });
});

describe('redactUrl', () => {
  it.for([
    ['https://user:pass@host.example/v1', 'https://[redacted]@host.example/v1'],
    ['https://host.example/v1?key=abc&alt=sse', 'https://host.example/v1?key=[redacted]&alt=sse'],
    ['/v1?API-KEY=abc', '/v1?API-KEY=[redacted]'],
    ['https://host.example/v1/models?pageToken=1', 'https://host.example/v1/models?pageToken=[redacted]'],
    ['http://127.0.0.1:8080/health', 'http://127.0.0.1:8080/health'],
    ['not a url', 'not a url'],
  ] as const)('%s', ([url, redacted]) => {
    expect(redactUrl(url)).toBe(redacted);
  });

  it('takes a URL object', () => {
    expect(redactUrl(new URL('https://u:p@host.example/?token=abc'))).toBe(
      'https://[redacted]@host.example/?token=[redacted]',
    );
  });
});
