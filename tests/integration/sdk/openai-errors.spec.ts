import OpenAI, {
  APIConnectionError,
  APIError,
  AuthenticationError,
  BadRequestError,
  InternalServerError,
  NotFoundError,
  PermissionDeniedError,
  RateLimitError,
} from 'openai';
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
import { collect, errorOf, errorOfClass } from './error-of';
import { expectFailure } from './expect-record';
import { TEXT_REPLY } from './replies';
import { useRig } from './use-rig';
import type { Rig } from './use-rig';

const MODEL = 'gpt-fake';

interface Api {
  readonly protocol: 'openai-chat' | 'openai-responses';
  create(client: OpenAI, model?: string): PromiseLike<unknown>;
  /** Reads the SDK's plain iterator to its end. */
  stream(client: OpenAI, model?: string): Promise<unknown[]>;
}

const messages = [{ role: 'user' as const, content: 'Hello there' }];
const chat: Api = {
  protocol: 'openai-chat',
  create: (client, model = MODEL) => client.chat.completions.create({ model, messages }),
  stream: async (client, model = MODEL) =>
    collect(await client.chat.completions.create({ model, messages, stream: true })),
};

const input = 'Hello there';
const responses: Api = {
  protocol: 'openai-responses',
  create: (client, model = MODEL) => client.responses.create({ model, input }),
  stream: async (client, model = MODEL) =>
    collect(await client.responses.create({ model, input, stream: true })),
};

function connect(rig: Rig, options: { apiKey?: string; maxRetries?: number } = {}): OpenAI {
  const { url, token } = rig.gateway;
  return new OpenAI({ baseURL: `${url}/v1`, apiKey: token, maxRetries: 0, ...options });
}

describe.each([chat, responses])('$protocol', (api) => {
  const rig = useRig(api.protocol);

  describe.each(['create', 'stream'] as const)('refusals by the provider, %s', (way) => {
    it.each([
      ['invalid_request', 400, BadRequestError, 'invalid_request', 'false'],
      ['context_length', 400, BadRequestError, 'context_length', 'false'],
      ['auth', 401, AuthenticationError, 'auth', 'false'],
      ['quota', 429, RateLimitError, 'billing', 'false'],
      ['permission', 403, PermissionDeniedError, 'permission', 'false'],
      ['not_found', 404, NotFoundError, 'not_found', 'false'],
      ['too_large', 413, APIError, 'too_large', 'false'],
      ['rate_limit', 429, RateLimitError, 'rate_limit', null],
      ['server_error', 500, InternalServerError, 'server_error', null],
      ['overloaded', 503, InternalServerError, 'overloaded', null],
    ] as const)('hands %s on as the provider told it', async (failure, status, type, kind, retry) => {
      const headers = { 'x-request-id': 'req_of_the_provider', 'x-provider-says': 'something' };
      rig.provider.behave(failWith(failure, { headers }));
      const error = await errorOfClass(type as typeof APIError, api[way](connect(rig)));

      expect(error.status).toBe(status);
      expect({ error: error.error }).toEqual(describeFailure(api.protocol, { kind: failure }).body);
      expect(error.requestID).toBe('req_of_the_provider');
      expect(error.headers?.get('x-provider-says')).toBe('something');
      expect(error.headers?.get('x-should-retry')).toBe(retry);
      const record = await rig.gateway.waitForRecord(1);
      expectFailure(record, kind, status);
      expect(record.attempts.at(-1)).toMatchObject({ status, upstreamRequestId: 'req_of_the_provider' });
    });

    it('lets the client see how long to wait and which limits ran out', async () => {
      rig.provider.behave(failWith('rate_limit', { retryAfterSeconds: 7 }));
      const error = await errorOfClass(RateLimitError, api[way](connect(rig)));
      expect(error.headers.get('retry-after')).toBe('7');
      expect(error.headers.get('x-ratelimit-remaining-requests')).toBe('0');
      expect(error.headers.get('x-ratelimit-limit-tokens')).toBe('450000');
      expect(error.message).toContain('Please try again in 7s');
    });

    it('reports a model that the provider does not know as not found', async () => {
      const error = await errorOfClass(NotFoundError, api[way](connect(rig), UNKNOWN_MODEL));
      expect(error.code).toBe('model_not_found');
      expect(error.message).toContain(UNKNOWN_MODEL);
    });

    it.each([502, 200])(
      'turns a web page with status %i into an error without its markup',
      async (status) => {
        rig.provider.behave(htmlPage(status));
        const error = await errorOfClass(InternalServerError, api[way](connect(rig)));
        expect(error).toMatchObject({ status: 502, type: 'server_error' });
        expect(error.message).toContain('502 Bad Gateway');
        expect(error.message).not.toMatch(/<\w|doctype|nginx/i);
        expect(error.headers.get('content-type')).toContain('application/json');
      },
    );

    it('says that no channel serves a model, without asking one', async () => {
      rig.changeChannel({ models: ['gpt-only-this'] });
      const client = connect(rig, { maxRetries: 2 });
      const error = await errorOfClass(NotFoundError, api[way](client, 'gpt-other'));
      expect(error.code).toBe('model_not_found');
      expect(error.message).toContain('gpt-other');
      expect(rig.provider.requests).toEqual([]);
      expect(await rig.gateway.waitForRecord(1)).toMatchObject({
        outcome: 'refused',
        status: 404,
        attempts: [],
      });
      expect(rig.gateway.records).toHaveLength(1);
    });
  });

  describe('refusals by Routex', () => {
    it('answers a wrong token so that the SDK sees an authentication error, and calls nobody', async () => {
      const client = connect(rig, { apiKey: 'rtx_wrong', maxRetries: 2 });
      const error = await errorOfClass(AuthenticationError, api.create(client));
      expect(error).toMatchObject({ status: 401, code: 'invalid_api_key' });
      expect(error.message).toContain('Routex');
      expect(error.message).not.toContain('rtx_wrong');
      expect(error.headers.get('x-should-retry')).toBe('false');

      await errorOfClass(AuthenticationError, api.stream(client));
      await errorOfClass(AuthenticationError, client.models.list());
      expect(rig.provider.requests).toEqual([]);
    });

    it('says that there is no channel at all, once, and how to add one', async () => {
      rig.removeChannels();
      const error = await errorOfClass(APIError, api.create(connect(rig, { maxRetries: 2 })));
      expect(error).toMatchObject({ status: 503, code: 'no_channel' });
      expect(error.message).toMatch(/no channel/i);
      expect(await rig.gateway.waitForRecord(1)).toMatchObject({
        outcome: 'refused',
        failure: { kind: 'no_channel' },
      });
      expect(rig.gateway.records).toHaveLength(1);
    });

    it('says of an unlisted model that it is not found', async () => {
      const error = await errorOfClass(NotFoundError, connect(rig).models.retrieve('nobody'));
      expect(error.code).toBe('model_not_found');
    });
  });

  describe('trying again', () => {
    it.each(['invalid_request', 'auth', 'permission', 'not_found', 'quota'] as const)(
      'asks the provider exactly once when trying again cannot help: %s',
      async (kind) => {
        rig.provider.behave(failWith(kind));
        await errorOf(api.create(connect(rig, { maxRetries: 2 })));
        expect(rig.provider.requests).toHaveLength(1);
        expect(rig.gateway.records).toHaveLength(1);
      },
    );

    it.each(['server_error', 'overloaded', 'rate_limit'] as const)(
      'lets the SDK try again after %s, with the wait the provider asked for',
      async (kind) => {
        rig.provider.behave(failWith(kind, { headers: { 'retry-after-ms': '1' } }));
        await errorOf(api.create(connect(rig, { maxRetries: 2 })));
        await rig.gateway.waitForRecord(3);
        expect(rig.gateway.records).toHaveLength(3);
        expect(rig.provider.requests.length).toBeGreaterThanOrEqual(3);
      },
    );
  });

  describe('errors inside a stream', () => {
    it.each([
      ['overloaded', 503, 'server_is_overloaded'],
      ['rate_limit', 429, 'rate_limit_exceeded'],
    ] as const)('turns %s before the first word into an HTTP error', async (kind, status, code) => {
      rig.provider.behave(errorEvent('before-content', kind));
      const error = await errorOfClass(APIError, api.stream(connect(rig)));
      expect(error).toMatchObject({ status, code });
      expect(error.headers?.get('content-type')).toContain('application/json');
      expectFailure(await rig.gateway.waitForRecord(1), kind, status);
    });

    it.each(['clean', 'fin', 'reset'] as const)(
      'answers with an HTTP error when the stream ends before its first word (%s)',
      async (cut) => {
        rig.provider.behave(cutBeforeContent(cut));
        const error = await errorOfClass(APIError, api.stream(connect(rig)));
        expect(error).not.toBeInstanceOf(APIConnectionError);
        expect(error).toMatchObject({ status: 502, type: 'server_error' });
      },
    );
  });
});

const FAILED_AFTER_CONTENT = {
  outcome: 'failed',
  status: 200,
  attempts: [{ outcome: 'failed', status: 200 }],
};

describe('streams of chat completions that break', () => {
  const rig = useRig('openai-chat');

  it('raises what the provider told after the first words', async () => {
    rig.provider.reply(TEXT_REPLY);
    rig.provider.behave(errorEvent('after-content', 'overloaded'));
    const stream = connect(rig).chat.completions.stream({ model: MODEL, messages });
    let text = '';
    stream.on('content', (delta) => (text += delta));
    const error = await errorOfClass(APIError, stream.finalChatCompletion());

    expect(text).not.toBe('');
    expect(error.code).toBe('server_is_overloaded');
    expect(await rig.gateway.waitForRecord(1)).toMatchObject({
      ...FAILED_AFTER_CONTENT,
      failure: { kind: 'overloaded' },
    });
  });

  it('makes a clean end in the middle of an answer an error, which the plain iterator would not notice', async () => {
    rig.provider.reply(TEXT_REPLY);
    rig.provider.behave(cutAfterEvents(4, 'clean'));
    const error = await errorOfClass(APIError, chat.stream(connect(rig)));
    expect(error.message).toContain('ended before the answer was complete');
    expect(await rig.gateway.waitForRecord(1)).toMatchObject({
      ...FAILED_AFTER_CONTENT,
      failure: { kind: 'truncated' },
    });
  });
});

describe('streams of responses that break', () => {
  const rig = useRig('openai-responses');

  it('fails the response as the provider told after the first words', async () => {
    rig.provider.reply(TEXT_REPLY);
    rig.provider.behave(errorEvent('after-content', 'rate_limit'));
    const failed = await connect(rig).responses.stream({ model: MODEL, input }).finalResponse();

    expect(failed).toMatchObject({ status: 'failed', error: { code: 'rate_limit_exceeded' } });
    expect(await rig.gateway.waitForRecord(1)).toMatchObject({
      ...FAILED_AFTER_CONTENT,
      failure: { kind: 'rate_limit' },
    });
  });

  it('fails the response when its stream just ends, which the SDK would take for an answer', async () => {
    rig.provider.reply(TEXT_REPLY);
    rig.provider.behave(cutAfterEvents(7, 'clean'));
    const stream = connect(rig).responses.stream({ model: MODEL, input });
    const ids: string[] = [];
    stream.on('response.created', (event) => ids.push(event.response.id));
    const failed = await stream.finalResponse();

    expect(failed).toMatchObject({ status: 'failed', id: ids[0] });
    expect(failed.error?.message).toContain('ended before the answer was complete');
    expect(await rig.gateway.waitForRecord(1)).toMatchObject({
      ...FAILED_AFTER_CONTENT,
      failure: { kind: 'truncated' },
    });
  });

  it('says in the shape the SDK reads that it does not know a response', async () => {
    const error = await errorOfClass(NotFoundError, connect(rig).responses.retrieve('resp_1'));
    expect(error.message).toContain('does not know the response "resp_1"');
    expect(rig.provider.requests).toEqual([]);
  });
});
