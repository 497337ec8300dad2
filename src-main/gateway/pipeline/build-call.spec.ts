import { describe, expect, it } from 'vitest';
import type { ChannelProfileOverrides } from '#shared/domain/channel-profile';
import { DEFAULT_SETTINGS } from '#shared/domain/settings';
import type { GatewayChannel } from '../ports';
import { matchEndpoint } from '../server/match-endpoint';
import { buildCall, withoutKey, type PreparedRequest } from './build-call';
import { joinBody, toRequestBody } from '../request-body';
import { createBodyScanner, NO_STATE } from './scan-body';

function call(
  path: string,
  options: {
    baseUrl: string;
    upstreamModel?: string;
    query?: string;
    body?: string;
    profile?: ChannelProfileOverrides;
  },
) {
  const endpoint = matchEndpoint('POST', path);
  if (endpoint.type !== 'upstream') throw new Error(`${path} is no upstream path`);
  const body = toRequestBody(Buffer.from(options.body ?? '{"model":"m","n":9007199254740993}'));
  const scanner = createBodyScanner();
  scanner.push(joinBody(body));
  const fields = scanner.finish();
  const model = endpoint.fromPath?.model ?? 'm';
  const prepared: PreparedRequest = {
    endpoint,
    headers: { 'content-encoding': 'gzip' },
    login: {},
    query: options.query ?? '',
    body,
    plainBody: body,
    model,
    modelRanges: endpoint.fromPath === null ? fields.modelRanges : [],
    modelAlias: null,
    systemStart: null,
    systemEnd: null,
    metadataStart: null,
    state: NO_STATE,
    envelope: false,
    stream: false,
  };
  const channel = {
    protocol: endpoint.protocol,
    baseUrl: options.baseUrl,
    authStyle: 'bearer',
    profile: options.profile ?? {},
  } as GatewayChannel;
  return buildCall(
    prepared,
    { channel, credential: null, upstreamModel: options.upstreamModel ?? model, reason: '' },
    DEFAULT_SETTINGS.timeouts,
  );
}

describe('the upstream address', () => {
  it.each([
    ['/v1/messages', 'https://h/anthropic', undefined, 'https://h/anthropic/v1/messages'],
    ['/v1/messages/count_tokens', 'https://h/v1/messages', undefined, 'https://h/v1/messages/count_tokens'],
    ['/v1/chat/completions', 'https://h/api/paas/v4', undefined, 'https://h/api/paas/v4/chat/completions'],
    ['/v1/models/a:generateContent', 'https://h', undefined, 'https://h/v1/models/a:generateContent'],
    [
      '/v1/models/a:generateContent',
      'https://h/v1beta',
      undefined,
      'https://h/v1beta/models/a:generateContent',
    ],
    ['/v1beta/models/a%2Fb:countTokens', 'https://h', undefined, 'https://h/v1beta/models/a%2Fb:countTokens'],
    [
      '/v1beta/models/a:generateContent',
      'https://h',
      'x y/z',
      'https://h/v1beta/models/x%20y/z:generateContent',
    ],
    [
      '/v1beta/models/a:generateContent',
      'https://h',
      'tunedModels/t',
      'https://h/v1beta/tunedModels/t:generateContent',
    ],
  ])('%s at %s as %s → %s', (path, baseUrl, upstreamModel, expected) => {
    const options = upstreamModel === undefined ? { baseUrl } : { baseUrl, upstreamModel };
    expect(call(path, options).url.href).toBe(expected);
  });

  it('joins the client’s query to the base URL’s', () => {
    const { url } = call('/v1/chat/completions', {
      baseUrl: 'https://h/v1?api-version=1',
      query: 'beta=true',
    });
    expect(url.search).toBe('?api-version=1&beta=true');
  });

  it.each([
    ['key=fake', ''],
    ['alt=sse&key=fake', 'alt=sse'],
    ['monkey=1&key=fake&b=%20', 'monkey=1&b=%20'],
    ['alt=sse', 'alt=sse'],
    ['monkey=1&k%65y=fake', 'monkey=1'],
  ])('loses the key of %s', (query, expected) => {
    expect(withoutKey(query)).toBe(expected);
  });
});

describe('the upstream body', () => {
  it('is the client’s own buffer when the model keeps its name', () => {
    const { body, headers } = call('/v1/messages', { baseUrl: 'https://h' });
    expect(body?.toString()).toBe('{"model":"m","n":9007199254740993}');
    expect(headers['content-encoding']).toBe('gzip');
  });

  it('differs in the model alone when it is mapped, and is no longer compressed', () => {
    const { body, headers } = call('/v1/messages', { baseUrl: 'https://h', upstreamModel: 'up' });
    expect(body?.toString()).toBe('{"model":"up","n":9007199254740993}');
    expect(headers['content-encoding']).toBeUndefined();
  });
});

const text = ({ body }: ReturnType<typeof call>): string =>
  Buffer.isBuffer(body) ? body.toString() : Buffer.concat(body ?? []).toString();

describe('a channel with a dialect of its own', () => {
  it('gets no field that it refuses and those it wants, and all else byte for byte', () => {
    const sent = call('/v1/chat/completions', {
      baseUrl: 'https://h',
      upstreamModel: 'up',
      body: '{"logprobs":true,"model":"m","n":9007199254740993,"top_k":1}',
      profile: { dropParams: ['logprobs'], extraBody: { top_k: 40, custom: { a: [1] } } },
    });
    expect(text(sent)).toBe('{"model":"up","n":9007199254740993,"top_k":40,"custom":{"a":[1]}}');
  });

  it('gets its own headers, and the version it knows', () => {
    const profile = { extraHeaders: { 'x-title': 'Routex' }, anthropicVersion: '2023-06-01' };
    expect(call('/v1/messages', { baseUrl: 'https://h', profile }).headers).toMatchObject({
      'x-title': 'Routex',
      'anthropic-version': '2023-06-01',
    });
    expect(call('/v1/messages', { baseUrl: 'https://h' }).headers).not.toHaveProperty('anthropic-version');
  });
});
