import { describe, expect, it } from 'vitest';
import { matchEndpoint } from './match-endpoint';

describe('client paths', () => {
  it.each([
    ['/v1/messages', 'anthropic-messages', 'generate', '/messages'],
    ['/v1/messages/', 'anthropic-messages', 'generate', '/messages'],
    // Base URLs that already hold /v1 are the most frequent mistake people make.
    ['/v1/v1/messages', 'anthropic-messages', 'generate', '/messages'],
    ['/messages', 'anthropic-messages', 'generate', '/messages'],
    ['/v1/messages/count_tokens', 'anthropic-messages', 'count_tokens', '/messages/count_tokens'],
    ['/v1/chat/completions', 'openai-chat', 'generate', '/chat/completions'],
    ['/chat/completions', 'openai-chat', 'generate', '/chat/completions'],
    ['/v1/responses', 'openai-responses', 'generate', '/responses'],
    ['/v1/responses/input_tokens', 'openai-responses', 'count_tokens', '/responses/input_tokens'],
    ['/v1/responses/compact', 'openai-responses', 'compact', '/responses/compact'],
  ])('POST %s → %s %s', (pathname, protocol, operation, path) => {
    expect(matchEndpoint('POST', pathname)).toMatchObject({ type: 'upstream', protocol, operation, path });
  });

  it.each([
    ['/v1beta/models/gemini-x:generateContent', '/v1beta', 'gemini-x', false, 'generate'],
    ['/v1/models/gemini-x:streamGenerateContent', '/v1', 'gemini-x', true, 'generate'],
    ['/v1/v1beta/models/gemini-x:generateContent', '/v1beta', 'gemini-x', false, 'generate'],
    ['/v1beta/models/a%2Fb:countTokens', '/v1beta', 'a/b', false, 'count_tokens'],
    ['/v1beta/models/models/gemini-x:generateContent', '/v1beta', 'gemini-x', false, 'generate'],
    ['/v1beta/models/vendor/model:generateContent', '/v1beta', 'vendor/model', false, 'generate'],
    ['/v1beta/tunedModels/mine:generateContent', '/v1beta', 'tunedModels/mine', false, 'generate'],
    ['/v1beta/models/100%:generateContent', '/v1beta', '100%', false, 'generate'],
  ])('POST %s is Gemini with its model in the path', (pathname, version, model, stream, operation) => {
    expect(matchEndpoint('POST', pathname)).toMatchObject({
      type: 'upstream',
      protocol: 'gemini',
      version,
      operation,
      fromPath: { model, stream },
    });
  });

  it('keeps the Gemini model segment as the client encoded it', () => {
    expect(matchEndpoint('POST', '/v1beta/models/a%2Fb:generateContent')).toMatchObject({
      fromPath: { rawModel: '/models/a%2Fb' },
    });
  });

  it.each([
    ['GET', '/v1/models', null],
    ['GET', '/v1beta/models', null],
    ['GET', '/v1/models/vendor%2Fmodel', 'vendor/model'],
    ['HEAD', '/v1/models', null],
  ])('%s %s is a model list', (method, pathname, id) => {
    expect(matchEndpoint(method, pathname)).toMatchObject({ type: 'models', id });
  });

  it.each([
    ['HEAD', '/'],
    ['GET', '/'],
    ['HEAD', '/api/hello'],
    ['GET', '/api/hello'],
    ['POST', '/api/event_logging/batch'],
  ])('%s %s is a probe', (method, pathname) => {
    expect(matchEndpoint(method, pathname).type).toBe('probe');
  });

  it.each([
    ['GET', '/v1/responses/resp_1', 'resp_1'],
    ['DELETE', '/v1/responses/resp_1/', 'resp_1'],
    ['GET', '/responses/a%20b', 'a b'],
    ['GET', '/v1/responses/resp_1/input_items', null],
    ['POST', '/v1/responses/resp_1/cancel', null],
  ])('%s %s asks for the stored response %s', (method, pathname, id) => {
    expect(matchEndpoint(method, pathname)).toEqual({
      type: 'stored-response',
      protocol: 'openai-responses',
      id,
    });
  });

  it('tells a wrong method from an unknown path', () => {
    expect(matchEndpoint('POST', '/v1/responses/resp_1')).toMatchObject({
      type: 'method-not-allowed',
      allow: 'GET, DELETE',
    });
    expect(matchEndpoint('GET', '/v1/messages')).toMatchObject({ type: 'method-not-allowed', allow: 'POST' });
    expect(matchEndpoint('POST', '/v1/models')).toMatchObject({ type: 'method-not-allowed' });
    expect(matchEndpoint('POST', '/v1/embeddings')).toEqual({ type: 'other' });
    expect(matchEndpoint('GET', '/api/channels')).toEqual({ type: 'other' });
    expect(matchEndpoint('POST', '/')).toEqual({ type: 'other' });
  });
});
