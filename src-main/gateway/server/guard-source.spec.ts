import { describe, expect, it } from 'vitest';
import { guardSource } from './guard-source';

const POLICY = {
  boundHost: '127.0.0.1',
  allowedHosts: ['Routex.internal'],
  allowedOrigins: ['http://trusted.example'],
};

describe('requests a browser could be tricked into', () => {
  it.each([
    '127.0.0.1:8080',
    'localhost',
    'localhost:1',
    '[::1]:8080',
    '10.0.0.7:8080',
    'routex.internal:8080',
  ])('Host %s is served', (host) => {
    expect(() => guardSource({ host }, POLICY)).not.toThrow();
  });

  it.each([
    'evil.example',
    'evil.example:8080',
    '127.0.0.1.evil.example',
    '',
    'a b',
    'user@127.0.0.1',
    'localhost:x',
  ])('Host %j is refused', (host) => {
    expect(() => guardSource({ host }, POLICY)).toThrow(expect.objectContaining({ kind: 'forbidden' }));
  });

  it.each(['http://evil.example', 'null', 'https://127.0.0.1:8080', 'http://127.0.0.1:9999'])(
    'Origin %s is refused',
    (origin) => {
      expect(() => guardSource({ host: '127.0.0.1:8080', origin }, POLICY)).toThrow(/allowedOrigins/);
    },
  );

  it.each(['http://127.0.0.1:8080', 'http://trusted.example'])('Origin %s is served', (origin) => {
    expect(() => guardSource({ host: '127.0.0.1:8080', origin }, POLICY)).not.toThrow();
  });

  it.each([
    ['an image', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }],
    ['a frame', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }],
    [
      'a page of another port',
      { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script' },
    ],
  ])('%s without an Origin is refused', (_, headers) => {
    expect(() => guardSource({ host: '127.0.0.1:8080', ...headers }, POLICY)).toThrow(
      expect.objectContaining({ kind: 'forbidden' }),
    );
  });

  it.each([
    ['a typed address', { 'sec-fetch-site': 'none' }],
    ['its own page', { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' }],
    [
      'a followed link',
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
    ],
    ['an allowed origin', { origin: 'http://trusted.example', 'sec-fetch-site': 'cross-site' }],
    // Node's own fetch.
    ['a program', { 'sec-fetch-mode': 'cors' }],
  ])('%s is served', (_, headers) => {
    expect(() => guardSource({ host: '127.0.0.1:8080', ...headers }, POLICY)).not.toThrow();
  });

  it('quotes at most a short part of a hostile header', () => {
    const thrown = (() => {
      try {
        guardSource({ host: 'x'.repeat(10_000) }, POLICY);
      } catch (error) {
        return error as Error;
      }
      return new Error('not refused');
    })();
    expect(thrown.message.length).toBeLessThan(400);
  });
});
