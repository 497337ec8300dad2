import { GoogleGenAI } from '@google/genai';
import type { Content, GenerateContentResponse } from '@google/genai';
import { describe, expect, it } from 'vitest';
import { cutAfterEvents, exchangeRaw } from '#tests/support/fake-provider/index';
import { collect } from '../sdk/error-of';
import { TEXT, TEXT_REPLY } from '../sdk/replies';
import { CONVERTED_PAIRS } from './support/pairs';
import { usePair } from './support/use-pair';

// What only clients of Google's protocol do, on channels of all others.

const MODEL = 'gemini-of-the-client';

type Chunk = GenerateContentResponse & {
  readonly error?: { readonly code: number; readonly status: string };
};

function textOf(contents: readonly (Content | undefined)[]): string {
  return contents
    .flatMap((content) => content?.parts ?? [])
    .map(({ text }) => text ?? '')
    .join('');
}

describe.each(CONVERTED_PAIRS.filter(({ client }) => client === 'gemini'))(
  '$title:',
  ({ client, channel }) => {
    const rig = usePair({ client, channel });

    /** As curl and older clients ask: without `alt=sse`. */
    const askForArray = async (): Promise<Chunk[]> => {
      const answer = await exchangeRaw(`${rig.gateway.url}/v1beta/models/${MODEL}:streamGenerateContent`, {
        headers: { 'x-goog-api-key': rig.gateway.token },
        body: { contents: [{ role: 'user', parts: [{ text: 'Hi' }] }] },
      });
      expect(answer).toMatchObject({ status: 200, end: 'complete' });
      expect(answer.headers['content-type']).toContain('application/json');
      expect(answer.chunks.length).toBeGreaterThan(1);
      return JSON.parse(answer.text) as Chunk[];
    };

    it('case 84: a stream without alt=sse is one valid JSON array that comes in pieces', async () => {
      rig.provider.reply(TEXT_REPLY);
      const chunks = await askForArray();
      expect(textOf(chunks.map(({ candidates }) => candidates?.[0]?.content))).toBe(TEXT);
      expect(chunks.at(-1)).toMatchObject({
        candidates: [{ finishReason: 'STOP' }],
        usageMetadata: { promptTokenCount: 25 },
      });
    });

    it('case 84: the array stays valid when the upstream breaks off, with the error as its last element', async () => {
      rig.provider.reply(TEXT_REPLY);
      rig.provider.behave(cutAfterEvents(8, 'clean'));
      const chunks = await askForArray();
      expect(textOf(chunks.map(({ candidates }) => candidates?.[0]?.content))).not.toBe('');
      expect(chunks.at(-1)?.error).toMatchObject({
        code: expect.any(Number) as number,
        status: 'UNAVAILABLE',
      });
    });

    it('case 85: the SDK’s chat keeps what was streamed and sends it back', async () => {
      rig.provider.reply(TEXT_REPLY);
      const chats = new GoogleGenAI({
        apiKey: rig.gateway.token,
        httpOptions: { baseUrl: rig.gateway.url },
      }).chats;
      const chat = chats.create({ model: MODEL });
      const chunks = await collect(await chat.sendMessageStream({ message: 'One' }));

      const last = chunks.at(-1)?.candidates?.[0];
      expect(last?.finishReason).toBe('STOP');
      expect(last?.content?.parts?.length).toBeGreaterThan(0);
      expect((await chat.sendMessage({ message: 'Two' })).text).toBe('You said: Two');
      const history = chat.getHistory(true);
      expect(textOf(history.filter(({ role }) => role === 'model'))).toBe(`${TEXT}You said: Two`);
      expect(rig.provider.requests[1]?.bodyText).toContain('naïvely');
    });
  },
);
