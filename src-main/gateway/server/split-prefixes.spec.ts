import { describe, expect, it } from 'vitest';
import { splitPrefixes } from './split-prefixes';

describe('an address', () => {
  it.each([
    ['/v1/messages', '/v1/messages', null, null],
    ['/p/shop/v1/messages', '/v1/messages', 'shop', null],
    ['/c/Kimi/v1beta/models/m:generateContent', '/v1beta/models/m:generateContent', null, 'Kimi'],
    ['/p/shop/c/Kimi/v1/responses', '/v1/responses', 'shop', 'Kimi'],
    ['/c/Kimi/p/shop/messages', '/messages', 'shop', 'Kimi'],
    ['/p/my%20shop/v1/models', '/v1/models', 'my shop', null],
    ['/p/%E5%95%86%E5%BA%97/v1/models', '/v1/models', '商店', null],
    ['/p/a%2Fb/v1/models', '/v1/models', 'a/b', null],
    ['/p/shop', '/', 'shop', null],
    ['/p/shop/', '/', 'shop', null],
    // Names of nothing.
    ['/p', '/p', null, null],
    ['/p/', '/p/', null, null],
    ['/px/shop/v1/messages', '/px/shop/v1/messages', null, null],
    ['/v1/p/shop/messages', '/v1/p/shop/messages', null, null],
  ])('%s is %s of project %s and channel %s', (given, pathname, project, channel) => {
    expect(splitPrefixes(given)).toEqual({ pathname, project, channel });
  });

  it.each([
    ['two projects', '/p/a/p/b/v1/messages', /two projects.*\/p\//],
    ['two channels', '/c/a/p/b/c/d/v1/messages', /two channels.*\/c\//],
    ['a broken escape', '/p/%E5%95/v1/messages', /1 to 80 characters/],
    ['a name of spaces', '/p/%20/v1/messages', /1 to 80 characters/],
    ['a line break', '/p/a%0Ab/v1/messages', /1 to 80 characters/],
    ['a name that is too long', `/c/${'x'.repeat(81)}/v1/messages`, /1 to 80 characters/],
  ])('with %s is refused', (_title, pathname, message) => {
    expect(() => splitPrefixes(pathname)).toThrow(expect.objectContaining({ kind: 'invalid_request' }));
    expect(() => splitPrefixes(pathname)).toThrow(message);
  });
});
