import { describe, expect, it } from 'vitest';
import { selectRequestHeaders, selectResponseHeaders } from './forward-headers';

const KEY = { id: 'cr_1', kind: 'key', secret: 'fake-channel-key' } as const;

describe('headers for the upstream', () => {
  it('carries what the client said and nothing that opens the gateway', () => {
    const headers = selectRequestHeaders(
      {
        host: '127.0.0.1:8080',
        connection: 'keep-alive, x-per-hop',
        'x-per-hop': '1',
        'content-length': '10',
        'transfer-encoding': 'chunked',
        te: 'trailers',
        authorization: 'Bearer rtx_fake',
        'x-api-key': 'rtx_fake',
        'api-key': 'rtx_fake',
        'x-goog-api-key': 'rtx_fake',
        'x-routex-token': 'rtx_fake',
        cookie: 'session=fake',
        'accept-encoding': 'gzip, br',
        'content-encoding': 'gzip',
        'anthropic-version': '2026-10-21',
        'anthropic-beta': 'a,b',
        'user-agent': 'claude-cli/2.1.330',
        'x-claude-code-session-id': 's',
      },
      KEY,
      'x-api-key',
    );
    expect(headers).toEqual({
      'accept-encoding': 'identity',
      'content-encoding': 'gzip',
      'anthropic-version': '2026-10-21',
      'anthropic-beta': 'a,b',
      'user-agent': 'claude-cli/2.1.330',
      'x-claude-code-session-id': 's',
      'x-api-key': 'fake-channel-key',
    });
  });

  it.each([
    ['bearer', 'authorization', 'Bearer fake-channel-key'],
    ['x-api-key', 'x-api-key', 'fake-channel-key'],
    ['api-key', 'api-key', 'fake-channel-key'],
    ['x-goog-api-key', 'x-goog-api-key', 'fake-channel-key'],
  ] as const)('auth style %s sets %s', (style, name, value) => {
    expect(selectRequestHeaders({}, KEY, style)).toEqual({ 'accept-encoding': 'identity', [name]: value });
  });

  it('passes the caller’s own login only where the channel says so', () => {
    const client = { authorization: 'Bearer fake-own-login', 'x-routex-token': 'rtx_fake' };
    const login = { authorization: 'Bearer fake-own-login' };
    expect(selectRequestHeaders(client, { id: 'cr_2', kind: 'client' }, 'bearer', login)).toEqual({
      'accept-encoding': 'identity',
      ...login,
    });
    expect(selectRequestHeaders(client, null, 'bearer', login)).toEqual({ 'accept-encoding': 'identity' });
    expect(selectRequestHeaders(client, KEY, 'bearer', login)).toMatchObject({
      authorization: 'Bearer fake-channel-key',
    });
  });
});

describe('headers for the client', () => {
  it('keeps rate limits, retry hints and request ids; drops what is between gateway and upstream', () => {
    const headers = selectResponseHeaders({
      'content-type': 'text/event-stream',
      'retry-after': '7',
      'request-id': 'req_upstream',
      'anthropic-ratelimit-requests-remaining': '0',
      'x-ratelimit-reset-tokens': '6m0s',
      connection: 'close',
      'keep-alive': 'timeout=5',
      'transfer-encoding': 'chunked',
      'content-length': '3',
      'set-cookie': ['__cf=1'],
      'alt-svc': 'h3=":443"',
      'strict-transport-security': 'max-age=1',
    });
    expect(headers).toEqual({
      'content-type': 'text/event-stream',
      'retry-after': '7',
      'request-id': 'req_upstream',
      'anthropic-ratelimit-requests-remaining': '0',
      'x-ratelimit-reset-tokens': '6m0s',
    });
  });

  it('copes with an upstream that repeats its Connection header', () => {
    expect(
      selectResponseHeaders({ connection: ['keep-alive', 'x-hop'], 'x-hop': '1', 'x-stays': '1' }),
    ).toEqual({
      'x-stays': '1',
    });
  });
});
