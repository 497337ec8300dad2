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
