import Anthropic, {
  APIConnectionError,
  APIError,
  AuthenticationError,
  BadRequestError,
  InternalServerError,
  NotFoundError,
  PermissionDeniedError,
  RateLimitError,
} from '@anthropic-ai/sdk';
import { describe, expect, it } from 'vitest';
import {
  cutAfterEvents,
  cutBeforeContent,
  describeFailure,
  errorEvent,
  failWith,
  htmlPage,
  UNKNOWN_MODEL,
} from '#tests/support/fake-provider/index';
import { errorOf, errorOfClass } from './error-of';
import { expectFailure } from './expect-record';
import { TEXT_REPLY } from './replies';
import { useRig } from './use-rig';

const QUESTION = {
  model: 'claude-fake-sonnet',
  max_tokens: 100,
  messages: [{ role: 'user' as const, content: 'Hello there' }],
};

const rig = useRig('anthropic-messages');

function connect(options: { apiKey?: string; maxRetries?: number } = {}): Anthropic {
  return new Anthropic({ baseURL: rig.gateway.url, apiKey: rig.gateway.token, maxRetries: 0, ...options });
}

const WAYS = {
  create: (client: Anthropic, model = QUESTION.model) => client.messages.create({ ...QUESTION, model }),
  stream: (client: Anthropic, model = QUESTION.model) =>
    client.messages.stream({ ...QUESTION, model }).finalMessage(),
};

describe.each(Object.entries(WAYS))('refusals by the provider, %s', (_way, ask) => {
  it.each([
    ['invalid_request', 400, BadRequestError, 'invalid_request', 'false'],
    ['context_length', 400, BadRequestError, 'context_length', 'false'],
    ['auth', 401, AuthenticationError, 'auth', 'false'],
    ['quota', 402, APIError, 'billing', 'false'],
    ['permission', 403, PermissionDeniedError, 'permission', 'false'],
    ['not_found', 404, NotFoundError, 'not_found', 'false'],
    ['too_large', 413, APIError, 'too_large', 'false'],
    ['rate_limit', 429, RateLimitError, 'rate_limit', null],
    ['server_error', 500, InternalServerError, 'server_error', null],
    ['overloaded', 529, InternalServerError, 'overloaded', null],
  ] as const)('hands %s on as the provider told it', async (failure, status, type, kind, retry) => {
    const headers = { 'request-id': 'req_of_the_provider', 'x-provider-says': 'something' };
    rig.provider.behave(failWith(failure, { headers }));
    const error = await errorOfClass(type as typeof APIError, ask(connect()));

    expect(error).toBeInstanceOf(type);
    expect(error.status).toBe(status);
    const told = describeFailure('anthropic-messages', { kind: failure }).body;
    expect(error.error).toEqual({ ...told, request_id: expect.any(String) as string });
    expect(error.headers?.get('request-id')).toBe('req_of_the_provider');
    expect(error.headers?.get('x-provider-says')).toBe('something');
    expect(error.headers?.get('x-should-retry')).toBe(retry);
    const record = await rig.gateway.waitForRecord(1);
    expectFailure(record, kind, status);
    expect(record.attempts.at(-1)).toMatchObject({ status, upstreamRequestId: 'req_of_the_provider' });
  });

  it('lets the client see how long to wait and which limits ran out', async () => {
    rig.provider.behave(failWith('rate_limit', { retryAfterSeconds: 7 }));
    const error = await errorOfClass(RateLimitError, ask(connect()));
    expect(error.headers.get('retry-after')).toBe('7');
    expect(error.headers.get('anthropic-ratelimit-requests-remaining')).toBe('0');
    expect(error.headers.get('anthropic-ratelimit-tokens-limit')).toBe('480000');
    expect(error.message).toContain('Rate limit reached');
  });

  it('reports a model that the provider does not know as not found', async () => {
    const error = await errorOfClass(NotFoundError, ask(connect(), UNKNOWN_MODEL));
    expect(error.type).toBe('not_found_error');
    expect(error.message).toContain(UNKNOWN_MODEL);
  });

  it('turns a web page into an error of the protocol, without its markup', async () => {
    rig.provider.behave(htmlPage(502));
    const error = await errorOfClass(InternalServerError, ask(connect()));
    expect(error).toMatchObject({ status: 502, type: 'api_error' });
    expect(error.message).toContain('502 Bad Gateway');
    expect(error.message).not.toMatch(/<\w|doctype|nginx/i);
    expect(error.headers.get('content-type')).toContain('application/json');
  });

  it('turns a web page with status 200 into an error of the protocol', async () => {
    rig.provider.behave(htmlPage(200));
    const error = await errorOfClass(InternalServerError, ask(connect()));
    expect(error).toMatchObject({ status: 502, type: 'api_error' });
    expect(error.message).not.toMatch(/<\w|doctype|nginx/i);
    expectFailure(await rig.gateway.waitForRecord(1), 'bad_response', 502);
  });
});

describe('refusals by Routex', () => {
  it('answers a wrong token so that the SDK sees an authentication error, and calls nobody', async () => {
    const client = connect({ apiKey: 'rtx_wrong', maxRetries: 2 });
    const error = await errorOfClass(AuthenticationError, client.messages.create(QUESTION));
    expect(error).toMatchObject({ status: 401, type: 'authentication_error' });
    expect(error.message).toContain('Routex');
    expect(error.message).not.toContain('rtx_wrong');
    expect(error.headers.get('x-should-retry')).toBe('false');

    await errorOfClass(AuthenticationError, client.models.list());
    const { max_tokens: _, ...countable } = QUESTION;
    await errorOfClass(AuthenticationError, client.messages.countTokens(countable));
    expect(rig.provider.requests).toEqual([]);
  });

  it.each(Object.entries(WAYS))(
    'says that no channel serves a model, without asking one (%s)',
    async (_, ask) => {
      rig.changeChannel({ models: ['claude-only-this'] });
      const error = await errorOfClass(NotFoundError, ask(connect({ maxRetries: 2 }), 'claude-other'));
      expect(error.type).toBe('not_found_error');
      expect(error.message).toContain('claude-other');
      expect(rig.provider.requests).toEqual([]);
      expect(await rig.gateway.waitForRecord(1)).toMatchObject({
        outcome: 'refused',
        status: 404,
        attempts: [],
      });
      expect(rig.gateway.records).toHaveLength(1);
    },
  );

  it('says that there is no channel at all, once, and how to add one', async () => {
    rig.removeChannels();
    const error = await errorOfClass(APIError, connect({ maxRetries: 2 }).messages.create(QUESTION));
    expect(error).toMatchObject({ status: 503, type: 'api_error' });
    expect(error.message).toMatch(/no channel/i);
    expect(await rig.gateway.waitForRecord(1)).toMatchObject({
      outcome: 'refused',
      failure: { kind: 'no_channel' },
    });
    expect(rig.gateway.records).toHaveLength(1);
  });

  it('shapes "no such model" and "wrong token" of the model list as Anthropic does', async () => {
    const missing = await errorOfClass(NotFoundError, connect().models.retrieve('nobody'));
    expect(missing).toMatchObject({
      type: 'not_found_error',
      requestID: expect.stringMatching(/^req_/) as string,
    });
    const stranger = connect({ apiKey: 'rtx_wrong' });
    const refused = await errorOfClass(AuthenticationError, stranger.models.retrieve('nobody'));
    expect(refused.type).toBe('authentication_error');
  });
});

describe('trying again', () => {
  it.each(['invalid_request', 'auth', 'permission', 'not_found', 'quota'] as const)(
    'asks the provider exactly once when trying again cannot help: %s',
    async (kind) => {
      rig.provider.behave(failWith(kind));
      await errorOf(connect({ maxRetries: 2 }).messages.create(QUESTION));
      expect(rig.provider.requests).toHaveLength(1);
      expect(rig.gateway.records).toHaveLength(1);
    },
  );

  it.each(['server_error', 'overloaded', 'rate_limit'] as const)(
    'lets the SDK try again after %s, with the wait the provider asked for',
    async (kind) => {
      rig.provider.behave(failWith(kind, { headers: { 'retry-after-ms': '1' } }));
      await errorOf(connect({ maxRetries: 2 }).messages.create(QUESTION));
      await rig.gateway.waitForRecord(3);
      expect(rig.gateway.records).toHaveLength(3);
      expect(rig.provider.requests.length).toBeGreaterThanOrEqual(3);
    },
  );
});

describe('errors inside a stream', () => {
  it.each([
    ['overloaded', 529, 'overloaded_error'],
    ['rate_limit', 429, 'rate_limit_error'],
    ['server_error', 500, 'api_error'],
  ] as const)(
    'turns %s before the first word into an HTTP error that can be retried',
    async (kind, status, type) => {
      rig.provider.behave(errorEvent('before-content', kind));
      const error = await errorOfClass(APIError, WAYS.stream(connect()));
      expect(error).toMatchObject({ status, type });
      expect(error.headers?.get('content-type')).toContain('application/json');
      expectFailure(await rig.gateway.waitForRecord(1), kind, status);
    },
  );

  it('raises what the provider told after the first words', async () => {
    rig.provider.reply(TEXT_REPLY);
    rig.provider.behave(errorEvent('after-content', 'overloaded'));
    const stream = connect().messages.stream(QUESTION);
    let text = '';
    stream.on('text', (delta) => (text += delta));
    const error = await errorOfClass(APIError, stream.finalMessage());

    expect(text).not.toBe('');
    expect(error.type).toBe('overloaded_error');
    expect(await rig.gateway.waitForRecord(1)).toMatchObject({
      outcome: 'failed',
      status: 200,
      failure: { kind: 'overloaded' },
      attempts: [{ outcome: 'failed', status: 200 }],
    });
  });

  it('makes a clean end in the middle of an answer an error', async () => {
    rig.provider.reply(TEXT_REPLY);
    rig.provider.behave(cutAfterEvents(5, 'clean'));
    const error = await errorOfClass(APIError, WAYS.stream(connect()));
    expect(error.type).toBe('api_error');
    expect(error.message).toContain('ended before the answer was complete');
    expect(await rig.gateway.waitForRecord(1)).toMatchObject({
      outcome: 'failed',
      failure: { kind: 'truncated' },
    });
  });

  it.each(['clean', 'fin', 'reset'] as const)(
    'answers with an HTTP error when the stream ends before its first word (%s)',
    async (cut) => {
      rig.provider.behave(cutBeforeContent(cut));
      const error = await errorOfClass(APIError, WAYS.stream(connect()));
      expect(error).not.toBeInstanceOf(APIConnectionError);
      expect(error).toMatchObject({ status: 502, type: 'api_error' });
    },
  );
});
