import { describe, expect, it } from 'vitest';
import { redactText } from '#main/observability/redaction';
import { compareBodies, describeCall } from './describe-preview';

describe('describeCall', () => {
  const call = {
    url: new URL('https://upstream.example/v1/x?alt=sse&key=sk-fake-0123456789&k%65y=sk-fake-2'),
    headers: {
      'Content-Type': 'application/json',
      Authorization: 'Bearer fake-one',
      'x-api-key': 'fake-two',
      'X-Goog-Api-Key': 'fake-three',
      'api-key': 'fake-four',
      cookie: 'session=fake-five',
      'proxy-authorization': 'Basic fake-six',
      'x-my-secret': 'fake-seven-0123456789',
      'x-title': 'sk-fake-eight-0123456789',
      'http-referer': 'https://routex.example',
    },
    body: [Buffer.from('{"text":"gr'), Buffer.from('ün"}')],
  };

  it('shows nothing that authenticates, wherever a profile puts it', () => {
    const shown = describeCall(call, 'openai-chat', redactText);
    expect(shown).toEqual({
      protocol: 'openai-chat',
      path: '/v1/x?alt=sse',
      headers: {
        'content-type': 'application/json',
        'http-referer': 'https://routex.example',
        'x-my-secret': '[redacted]',
        'x-title': '[redacted]',
      },
      body: { text: 'grün' },
    });
  });
});

describe('compareBodies', () => {
  const received = { model: 'm', messages: [{ role: 'user', content: 'x' }] };

  it.each([
    ['unchanged', received, true],
    ['model', { ...received, model: 'n' }, false],
    ['edited', { ...received, model: 'n', messages: [] }, false],
    ['edited', { ...received, system: [] }, true],
    ['edited', { model: 'm' }, true],
  ])('tells %s of %j', (expected, sent, sameModel) => {
    expect(compareBodies(received, sent, sameModel)).toBe(expected);
  });

  it('takes a name in the path for a change although the body is the same', () => {
    expect(compareBodies({ contents: [] }, { contents: [] }, false)).toBe('model');
  });
});
