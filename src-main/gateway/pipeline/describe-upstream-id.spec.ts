import { expect, it } from 'vitest';
import { describeUpstreamId } from './describe-upstream-id';

it('an id of an upstream becomes a header', () => {
  expect(describeUpstreamId('chatcmpl-1')).toEqual({ 'x-routex-upstream-id': 'chatcmpl-1' });
});

it.each([[null], [''], ['a\r\nset-cookie: b'], ['ключ'], ['a b'], ['x'.repeat(201)]])(
  'what no header can hold breaks no answer: %j',
  (id) => {
    expect(describeUpstreamId(id)).toEqual({});
  },
);
