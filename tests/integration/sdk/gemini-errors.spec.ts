import { ApiError, GoogleGenAI } from '@google/genai';
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

const QUESTION = { model: 'gemini-fake-pro', contents: 'Hello there' };

const rig = useRig('gemini');

function connect(apiKey = rig.gateway.token, attempts = 1): GoogleGenAI {
  // Without delay: what is tested is that it retries, not when.
  const retryOptions = { attempts, initialDelay: 0.001, maxDelay: 0.001, jitter: 0 };
  return new GoogleGenAI({ apiKey, httpOptions: { baseUrl: rig.gateway.url, retryOptions } });
}

const WAYS = {
  whole: (client: GoogleGenAI, model = QUESTION.model) =>
    client.models.generateContent({ ...QUESTION, model }),
  stream: async (client: GoogleGenAI, model = QUESTION.model) =>
    collect(await client.models.generateContentStream({ ...QUESTION, model })),
};

interface GoogleError {
  readonly error: { readonly code: number; readonly message: string; readonly status: string };
}

/** The SDK keeps the body as the error's message. */
async function refusalOf(answer: PromiseLike<unknown>): Promise<{ status: number } & GoogleError> {
  const error = await errorOfClass(ApiError, answer);
  return { status: error.status, ...(JSON.parse(error.message) as GoogleError) };
}

describe.each(Object.entries(WAYS))('refusals by the provider, %s', (_way, ask) => {
  it.each([
    ['invalid_request', 400, 'invalid_request'],
    ['context_length', 400, 'context_length'],
    ['auth', 401, 'auth'],
    ['permission', 403, 'permission'],
    ['not_found', 404, 'not_found'],
    ['rate_limit', 429, 'rate_limit'],
    ['server_error', 500, 'server_error'],
    ['overloaded', 503, 'overloaded'],
  ] as const)('hands %s on as the provider told it', async (failure, status, kind) => {
    rig.provider.behave(failWith(failure));
    expect(await refusalOf(ask(connect()))).toEqual({
      status,
      ...describeFailure('gemini', { kind: failure }).body,
    });
    const record = await rig.gateway.waitForRecord(1);
    expectFailure(record, kind, status);
    expect(record.attempts.at(-1)).toMatchObject({ status });
  });

  it('lets the client see how long to wait', async () => {
    rig.provider.behave(failWith('rate_limit', { retryAfterSeconds: 7 }));
    const refusal = await refusalOf(ask(connect()));
    expect(refusal).toMatchObject({
      status: 429,
      error: { status: 'RESOURCE_EXHAUSTED', details: [{ retryDelay: '7s' }] },
    });
  });

  it('reports a model that the provider does not know as not found', async () => {
    const refusal = await refusalOf(ask(connect(), UNKNOWN_MODEL));
    expect(refusal).toMatchObject({ status: 404, error: { status: 'NOT_FOUND' } });
    expect(refusal.error.message).toContain(UNKNOWN_MODEL);
  });

  it.each([502, 200])('turns a web page with status %i into an error without its markup', async (status) => {
    rig.provider.behave(htmlPage(status));
    const refusal = await refusalOf(ask(connect()));
    expect(refusal).toMatchObject({ status: 502, error: { code: 502 } });
    expect(['INTERNAL', 'UNAVAILABLE']).toContain(refusal.error.status);
    expect(refusal.error.message).toContain('502 Bad Gateway');
    expect(refusal.error.message).not.toMatch(/<\w|doctype|nginx/i);
  });

  it('says that no channel serves a model, without asking one', async () => {
    rig.changeChannel({ models: ['gemini-only-this'] });
    const refusal = await refusalOf(ask(connect(), 'gemini-other'));
    expect(refusal).toMatchObject({ status: 404, error: { code: 404, status: 'NOT_FOUND' } });
    expect(refusal.error.message).toContain('gemini-other');
    expect(rig.provider.requests).toEqual([]);
    expect(await rig.gateway.waitForRecord(1)).toMatchObject({
      outcome: 'refused',
      status: 404,
      attempts: [],
    });
  });
});

describe('refusals by Routex', () => {
  it('answers a wrong token with UNAUTHENTICATED in Google’s shape, and calls nobody', async () => {
    const client = connect('rtx_wrong');
    const unauthenticated = { status: 401, error: { code: 401, status: 'UNAUTHENTICATED' } };
    const refusal = await refusalOf(WAYS.whole(client));
    expect(refusal).toMatchObject(unauthenticated);
    expect(refusal.error.message).toContain('Routex');
    expect(refusal.error.message).not.toContain('rtx_wrong');
    expect(await refusalOf(WAYS.stream(client))).toMatchObject(unauthenticated);
    expect(await refusalOf(client.models.countTokens(QUESTION))).toMatchObject(unauthenticated);
    expect(await refusalOf(client.models.list())).toMatchObject(unauthenticated);
    expect(rig.provider.requests).toEqual([]);
  });

  it('says that there is no channel at all, and how to add one', async () => {
    rig.removeChannels();
    const refusal = await refusalOf(WAYS.whole(connect()));
    expect(refusal).toMatchObject({ status: 503, error: { status: 'UNAVAILABLE' } });
    expect(refusal.error.message).toMatch(/no channel/i);
    expect(await rig.gateway.waitForRecord(1)).toMatchObject({
      outcome: 'refused',
      failure: { kind: 'no_channel' },
    });
  });

  it('says of a verb it does not serve that it is unknown, in Google’s shape', async () => {
    const { models } = connect();
    const refusal = await refusalOf(models.embedContent({ model: 'text-embedding', contents: 'Hi' }));
    expect(refusal).toMatchObject({ status: 404, error: { code: 404, status: 'NOT_FOUND' } });
    expect(refusal.error.message).toContain('Routex serves nothing at');
  });

  it('shapes "no such model" of the model list as Google does', async () => {
    expect(await refusalOf(connect().models.get({ model: 'nobody' }))).toMatchObject({
      status: 404,
      error: { code: 404, status: 'NOT_FOUND' },
    });
  });
});

describe('trying again', () => {
  it('lets the SDK try again when the provider is overloaded, and not when the request is wrong', async () => {
    rig.provider.behave(failWith('overloaded'));
    await errorOf(WAYS.whole(connect(undefined, 3)));
    expect(await rig.gateway.waitForRecord(3)).toMatchObject({ status: 503 });

    rig.provider.clear();
    rig.provider.behave(failWith('invalid_request'));
    await errorOf(WAYS.whole(connect(undefined, 3)));
    expect(rig.provider.requests).toHaveLength(1);
    expect(rig.gateway.records).toHaveLength(4);
  });
});

describe('errors inside a stream', () => {
  it.each([
    ['overloaded', 503, 'UNAVAILABLE'],
    ['rate_limit', 429, 'RESOURCE_EXHAUSTED'],
  ] as const)('turns %s before the first word into an HTTP error', async (kind, code, status) => {
    rig.provider.behave(errorEvent('before-content', kind));
    expect(await refusalOf(WAYS.stream(connect()))).toMatchObject({ status: code, error: { code, status } });
    expectFailure(await rig.gateway.waitForRecord(1), kind, code);
  });

  it('raises what the provider told after the first words', async () => {
    rig.provider.reply(TEXT_REPLY);
    rig.provider.behave(errorEvent('after-content', 'overloaded'));
    const { texts, error } = await readUntilError();
    expect(texts.join('')).not.toBe('');
    expect(error.message).toContain('Overloaded');
    expect(await rig.gateway.waitForRecord(1)).toMatchObject({
      outcome: 'failed',
      status: 200,
      failure: { kind: 'overloaded' },
      attempts: [{ outcome: 'failed', status: 200 }],
    });
  });

  it('makes a clean end in the middle of an answer an error, which the SDK would not notice', async () => {
    rig.provider.reply(TEXT_REPLY);
    rig.provider.behave(cutAfterEvents(4, 'clean'));
    const { texts, error } = await readUntilError();
    expect(texts).toHaveLength(4);
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
      const refusal = await refusalOf(WAYS.stream(connect()));
      expect([502, 503]).toContain(refusal.status);
      expect(refusal.error.status).toBe('UNAVAILABLE');
    },
  );
});

async function readUntilError(): Promise<{ texts: (string | undefined)[]; error: ApiError }> {
  const stream = await connect().models.generateContentStream(QUESTION);
  const texts: (string | undefined)[] = [];
  const read = async (): Promise<void> => {
    for await (const chunk of stream) texts.push(chunk.text);
  };
  return { error: await errorOfClass(ApiError, read()), texts };
}
