import { describe, expect, it } from 'vitest';
import type { ProtocolId } from '#shared/domain/protocol';
import {
  crlf,
  cutAfterEvents,
  cutBeforeContent,
  errorEvent,
  jsonForStream,
  slowBytes,
  streamForJson,
} from '#tests/support/fake-provider/index';
import { RICH_REPLY, TEXT, TEXT_REPLY, THINKING } from '../sdk/replies';
import { CONVERTED_PAIRS, PAIRS } from './support/pairs';
import { WAYS } from './support/sdk-client';
import type { Refusal } from './support/sdk-client';
import { TOLD_FAILURES } from './support/told-failures';
import { refusalOf, usePair } from './support/use-pair';

const QUESTION = { text: 'Hello there', thinks: true };
/** Some text has arrived by then, in all protocols. */
const EVENTS = 8;
const CUTS = ['clean', 'fin', 'reset'] as const;

/** How a stream that was cut ends for the client. */
const TRUNCATED: Readonly<Record<ProtocolId, string>> = {
  'anthropic-messages': 'api_error',
  'openai-chat': 'upstream_truncated',
  'openai-responses': 'server_error',
  gemini: 'UNAVAILABLE',
};

describe.each(PAIRS)('$title:', ({ client, channel }) => {
  const rig = usePair({ client, channel });
  const failingStream = (): Promise<Refusal> => {
    const sdk = rig.connect('stream');
    return refusalOf(sdk, sdk.ask(QUESTION));
  };

  it.each(CUTS)('case 77: a stream that ends in the middle (%s) raises, and is no answer', async (cut) => {
    rig.provider.reply(TEXT_REPLY);
    rig.provider.behave(cutAfterEvents(EVENTS, cut));
    const { message, word } = await failingStream();

    if (client !== channel) expect(word).toBe(TRUNCATED[client]);
    expect(message).not.toBe('');
    expect(await rig.gateway.waitForRecord(1)).toMatchObject({
      outcome: 'failed',
      status: 200,
      failure: { kind: cut === 'reset' ? expect.stringMatching(/truncated|unreachable/) : 'truncated' },
    });
  });

  it('an error inside a stream raises with what the upstream said', async () => {
    rig.provider.reply(TEXT_REPLY);
    rig.provider.behave(errorEvent('after-content', 'overloaded'));
    const { message, word } = await failingStream();

    expect(word).toBe(TOLD_FAILURES.overloaded.word[client]);
    expect(message).toContain('Overloaded');
    expect(await rig.gateway.waitForRecord(1)).toMatchObject({
      outcome: 'failed',
      status: 200,
      failure: { kind: 'overloaded' },
    });
  });

  it('an error event before any content is an error with its status', async () => {
    rig.provider.behave(errorEvent('before-content', 'overloaded'));
    const { status, word } = await failingStream();
    expect({ status, word }).toEqual({
      status: TOLD_FAILURES.overloaded.status[client],
      word: TOLD_FAILURES.overloaded.word[client],
    });
  });

  it('a stream that ends before any content is an error with a status', async () => {
    rig.provider.behave(cutBeforeContent('clean'));
    const { status } = await failingStream();
    expect(status).toBeGreaterThanOrEqual(500);
    expect(await rig.gateway.waitForRecord(1)).toMatchObject({ failure: { kind: 'truncated' } });
  });

  it('case 76: a stream in single bytes with CRLF loses and changes nothing', async () => {
    rig.provider.reply(RICH_REPLY);
    rig.provider.behave([crlf(), slowBytes({ bytes: 3 })]);
    const answer = await rig.connect('stream').ask(QUESTION);
    expect(answer).toMatchObject({ text: TEXT, thinking: THINKING });
    expect(answer.calls).toMatchObject([
      { name: 'read_file', args: { path: '/tmp/ключ 🔑.txt', lines: [1, 2] } },
      { name: 'now', args: {} },
    ]);
  });
});

describe.each(CONVERTED_PAIRS)('$title:', ({ client, channel }) => {
  const rig = usePair({ client, channel });

  it.each([
    ['stream', 'case 82: an answer in one piece to a client that streams is streamed', jsonForStream()],
    ['whole', 'case 83: a stream to a client that wants one piece is put together', streamForJson()],
  ] as const)('%s: %s', async (way, _title, misbehaviour) => {
    rig.provider.reply(RICH_REPLY);
    rig.provider.behave(misbehaviour);
    const answer = await rig.connect(way).ask(QUESTION);

    expect(answer).toMatchObject({ text: TEXT, thinking: THINKING });
    expect(answer.calls).toMatchObject([
      { name: 'read_file', args: { path: '/tmp/ключ 🔑.txt', lines: [1, 2] } },
      { name: 'now', args: {} },
    ]);
    expect(await rig.gateway.waitForRecord(1)).toMatchObject({
      outcome: 'success',
      stream: way === 'stream',
      // Chat streams count only for those who ask for it.
      usage:
        channel === 'openai-chat' && way === 'whole'
          ? { estimated: true }
          : { input: 100, output: 40, cacheRead: 60, reasoning: 15 },
    });
  });

  it.each(WAYS)('%s: reasoning, text and parallel calls of one answer keep their order', async (way) => {
    rig.provider.reply(RICH_REPLY);
    const answer = await rig.connect(way).ask(QUESTION);
    expect(answer).toMatchObject({ text: TEXT, thinking: THINKING });
    expect(answer.calls.map(({ name }) => name)).toEqual(['read_file', 'now']);
  });
});
