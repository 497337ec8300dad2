import { describe, expect, it } from 'vitest';
import {
  cutInsideEvent,
  errorInside200,
  failWith,
  htmlPage,
  respondRaw,
} from '#tests/support/fake-provider/index';
import { expectFailure } from '../sdk/expect-record';
import { CONVERTED_PAIRS, PAIRS } from './support/pairs';
import { WAYS } from './support/sdk-client';
import { FAILURE_NAMES, TOLD_FAILURES } from './support/told-failures';
import { refusalOf, usePair } from './support/use-pair';

const QUESTION = { text: 'Hello there' };

describe.each(PAIRS)('$title:', ({ client, channel }) => {
  const rig = usePair({ client, channel });

  describe.each(WAYS)('%s:', (way) => {
    it.each(FAILURE_NAMES)('a refusal of the kind %s raises the SDK’s error for it', async (kind) => {
      const told = TOLD_FAILURES[kind];
      rig.provider.behave(failWith(kind));
      const sdk = rig.connect(way);
      const refusal = await refusalOf(sdk, sdk.ask(QUESTION));

      expect(refusal).toMatchObject({ status: told.status[client], word: told.word[client] });
      expect(refusal.error.constructor.name).toBe(told.className[client]);
      const record = await rig.gateway.waitForRecord(1);
      expectFailure(record, kind, told.status[client]);
      expect(rig.provider.requests).toHaveLength(1);
    });

    it('a limit says how long to wait', async () => {
      rig.provider.behave(failWith('rate_limit', { retryAfterSeconds: 7 }));
      const sdk = rig.connect(way);
      const refusal = await refusalOf(sdk, sdk.ask(QUESTION));
      expect(refusal).toMatchObject({ status: 429, retryAfterSeconds: 7 });
    });

    it('what the upstream said is in the message', async () => {
      rig.provider.behave(failWith('invalid_request', { message: 'The field `tööls` is odd.' }));
      const sdk = rig.connect(way);
      const { message } = await refusalOf(sdk, sdk.ask(QUESTION));
      expect(message).toContain('The field `tööls` is odd.');
    });

    it('case 94: an error object under status 200 is an error', async () => {
      rig.provider.behave(errorInside200('rate_limit'), { times: 1 });
      rig.provider.behave(errorInside200('server_error'), { times: 1 });
      const sdk = rig.connect(way);
      const limited = await refusalOf(sdk, sdk.ask(QUESTION));
      const broken = await refusalOf(sdk, sdk.ask(QUESTION));
      expect(limited).toMatchObject({
        status: 429,
        word: TOLD_FAILURES.rate_limit.word[client],
      });
      expect(broken.status).toBeGreaterThanOrEqual(500);
      expect(broken.message).toContain('The server had an error');
    });

    it('case 95: a web page becomes an error without its markup', async () => {
      rig.provider.behave(htmlPage(502));
      const sdk = rig.connect(way);
      const refusal = await refusalOf(sdk, sdk.ask(QUESTION));
      expect(refusal.status).toBeGreaterThanOrEqual(500);
      expect(refusal.message).toContain('502 Bad Gateway');
      expect(refusal.message).not.toMatch(/<\w|doctype|nginx/i);
      if (client === 'anthropic-messages') expect(refusal.word).toBe('api_error');
    });
  });

  it('whole: an answer that breaks off in the middle raises', async () => {
    rig.provider.reply({ parts: [{ text: 'Much to say.' }] });
    rig.provider.behave(cutInsideEvent(1, 'fin'));
    const sdk = rig.connect('whole');
    await expect(sdk.ask(QUESTION)).rejects.toThrow(/./);
    expect(await rig.gateway.waitForRecord(1)).toMatchObject({ outcome: 'failed' });
  });
});

// Google's service has one word for an empty account and a short limit, and its SDK heeds no advice.
const WITH_QUOTA = PAIRS.filter(({ client, channel }) => client !== 'gemini' && channel !== 'gemini');

describe.each(WITH_QUOTA)('$title:', ({ client, channel }) => {
  const rig = usePair({ client, channel });
  const [status, word] =
    client === 'anthropic-messages' ? [402, 'billing_error'] : [429, 'insufficient_quota'];

  it.each(WAYS)('%s: case 97: nobody tries again when the account is empty', async (way) => {
    rig.provider.behave(failWith('quota'));
    const sdk = rig.connect(way, { retries: 2 });
    expect(await refusalOf(sdk, sdk.ask(QUESTION))).toMatchObject({ status, word });
    expect(rig.provider.requests).toHaveLength(1);
  });
});

describe.each(CONVERTED_PAIRS)('$title:', ({ client, channel }) => {
  const rig = usePair({ client, channel });

  it.each(WAYS)(
    '%s: case 91: a conversation that is too long is told so that clients act on it',
    async (way) => {
      const message = 'Requested tokens exceed the maximum context length of 8192 tokens';
      rig.provider.behave(failWith('invalid_request', { message }));
      const sdk = rig.connect(way);
      const refusal = await refusalOf(sdk, sdk.ask(QUESTION));
      expect(refusal).toMatchObject({ status: 400, word: TOLD_FAILURES.context_length.word[client] });
      expect(refusal.message).toContain(message);
      if (client === 'anthropic-messages') expect(refusal.message).toMatch(/^prompt is too long:/);
    },
  );
});

describe.each(CONVERTED_PAIRS.filter(({ channel }) => channel === 'gemini'))('$title:', (pair) => {
  const rig = usePair(pair);

  it.each(WAYS)('%s: case 96: Google’s retry delay becomes a header', async (way) => {
    rig.provider.behave(failWith('rate_limit', { retryAfterSeconds: 3 }));
    const sdk = rig.connect(way);
    expect(await refusalOf(sdk, sdk.ask(QUESTION))).toMatchObject({ status: 429, retryAfterSeconds: 3 });
  });
});

describe.each(CONVERTED_PAIRS.filter(({ channel }) => channel === 'openai-chat'))('$title:', (pair) => {
  const rig = usePair(pair);

  it.each(WAYS)(
    '%s: case 92: an error whose text stands beside its code is told with that text',
    async (way) => {
      const body = JSON.stringify({ code: 'invalid-argument', error: 'The model takes no images.' });
      rig.provider.behave(respondRaw(400, body));
      const sdk = rig.connect(way);
      const refusal = await refusalOf(sdk, sdk.ask(QUESTION));
      expect(refusal.status).toBe(400);
      expect(refusal.message).toContain('The model takes no images.');
    },
  );
});
