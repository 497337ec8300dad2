import { describe, expect, it } from 'vitest';
import { redactValue } from './redact-value';

describe('redactValue', () => {
  it('masks fields by name at any depth, and leaves counts and flags', () => {
    expect(
      redactValue({
        hasKey: true,
        inputTokens: 12,
        token: 12,
        cookie: false,
        gatewayTokenId: 'id',
        upstreamApiKey: 'opaque',
        credentials: [{ id: 'a', secret: 'opaque', last4: 'aque' }],
        nested: { OPENAI_API_KEY: 'opaque', password: { text: 'opaque' }, sealed: 'v1.opaque' },
      }),
    ).toEqual({
      hasKey: true,
      inputTokens: 12,
      token: 12,
      cookie: false,
      gatewayTokenId: 'id',
      upstreamApiKey: '[redacted]',
      credentials: [{ id: 'a', secret: '[redacted]', last4: 'aque' }],
      nested: { OPENAI_API_KEY: '[redacted]', password: '[redacted]', sealed: '[redacted]' },
    });
  });

  it('masks values in flat lists of names and values', () => {
    expect(redactValue({ rawHeaders: ['X-Api-Key', 'opaque', 'Accept', 'text/plain'] })).toEqual({
      rawHeaders: ['X-Api-Key', '[redacted]', 'Accept', 'text/plain'],
    });
    expect(redactValue([['authorization', 'opaque']])).toEqual([['authorization', '[redacted]']]);
    expect(redactValue(['--api-key', 'opaque'])).toEqual(['--api-key', '[redacted]']);
  });

  it('spells errors out, causes and aggregated ones included', () => {
    const cause = Object.assign(new TypeError('fetch to http://u:p@x.example failed'), {
      code: 'ECONNRESET',
    });
    const error = new AggregateError([new Error('sk-abcdefgh')], 'outer', { cause });
    const redacted = redactValue({ error });
    expect(redacted).toMatchObject({
      error: {
        type: 'AggregateError',
        message: 'outer',
        stack: expect.stringContaining('redact-value.spec'),
        cause: {
          type: 'TypeError',
          message: 'fetch to http://[redacted]@x.example failed',
          code: 'ECONNRESET',
        },
        errors: [{ message: '[redacted]' }],
      },
    });
    expect(JSON.stringify(redacted)).not.toContain('sk-abcdefgh');
  });

  it('carries what JSON cannot', () => {
    const circular: { self?: unknown; name: string } = { name: 'loop' };
    circular.self = circular;
    const shared = { a: 1 };
    expect(
      redactValue({
        circular,
        twice: [shared, shared],
        big: 12n,
        date: new Date(0),
        bytes: Buffer.from('sk-abcdefgh'),
        map: new Map([['x-api-key', 'opaque']]),
        set: new Set(['sk-abcdefgh']),
        url: new URL('https://x.example/?key=opaque'),
        headers: new Headers({ authorization: 'opaque' }),
        nothing: undefined,
        none: null,
      }),
    ).toEqual({
      circular: { name: 'loop', self: '[circular]' },
      twice: [{ a: 1 }, { a: 1 }],
      big: '12',
      date: '1970-01-01T00:00:00.000Z',
      bytes: '[11 bytes]',
      map: { 'x-api-key': '[redacted]' },
      set: ['[redacted]'],
      url: 'https://x.example/?key=[redacted]',
      headers: { authorization: '[redacted]' },
      nothing: undefined,
      none: null,
    });
  });

  it('survives objects that resist being read, and ones without end', () => {
    const hostile = {
      get boom(): string {
        throw new Error('no');
      },
    };
    expect(redactValue({ hostile })).toEqual({ hostile: '[unreadable]' });
    let deep: object = {};
    for (let index = 0; index < 100; index++) deep = { deep };
    expect(JSON.stringify(redactValue(deep))).toContain('[too deep]');
  });

  it('shortens text without end', () => {
    const redacted = redactValue({ page: 'x'.repeat(1_000_000) }) as { page: string };
    expect(redacted.page.length).toBeLessThan(20_000);
    expect(redacted.page).toMatch(/more characters\]$/);
  });
});
