import { describe, expect, it } from 'vitest';
import { followRedirect, MAX_REDIRECTS } from './follow-redirect';

const FROM = new URL('https://api.example.com/v1/messages?beta=true');

describe('redirects', () => {
  it.each([
    [307, '/v2/messages', 'https://api.example.com/v2/messages'],
    [308, 'https://api.example.com/x', 'https://api.example.com/x'],
  ])('%i to %s stays within the origin and is followed', (status, location, expected) => {
    expect(followRedirect(FROM, status, location, 0).url?.href).toBe(expected);
  });

  it.each([
    [307, 'https://evil.example/v1/messages', /evil\.example/],
    [307, 'http://api.example.com/v1/messages', /http:\/\/api\.example\.com/],
    [308, 'https://api.example.com:8443/x', /8443/],
    // These turn a POST into a GET: the request would be lost on the way.
    [301, '/v2/messages', /base URL/],
    [302, '/v2/messages', /base URL/],
    [303, '/v2/messages', /base URL/],
    [307, undefined, /nowhere/],
    [307, 'http://[', /nowhere/],
  ])('%i to %s is refused and says why', (status, location, message) => {
    const { url, error } = followRedirect(FROM, status, location, 0);
    expect(url).toBeNull();
    expect(error).toMatchObject({ kind: 'bad_response', message: expect.stringMatching(message) });
  });

  it('is not followed in circles', () => {
    expect(followRedirect(FROM, 307, '/v1/messages', MAX_REDIRECTS).error?.message).toMatch(/circles/);
  });
});
