import { expect, it } from 'vitest';
import { assistant, createTarget, native, text, user } from '../protocols/reasoning/testing/conversation';
import { createReasoningVault } from '../protocols/reasoning/vault';
import { createConversionDesk } from './conversion-desk';

const clock = { now: () => 1_795_000_000_000 };

it('case 62: what a remembered answer stood at the end of goes before the request that goes on from it', () => {
  const vault = createReasoningVault({ clock });
  vault.recordConversation('resp_1', [
    user(text('Hello')),
    assistant(native('anthropic-messages', 'Hm.'), text('Hi')),
  ]);
  const desk = createConversionDesk();
  const bytes = Buffer.from(
    JSON.stringify({ model: 'm', input: 'Go on', previous_response_id: 'resp_1', stream: false }),
  );
  const { request } = desk.read({
    id: 'rq_1',
    protocol: 'openai-responses',
    body: { chunks: [bytes], length: bytes.length },
    headers: {},
    fromPath: null,
    client: 'other',
  });
  const write = (earlier: readonly ReturnType<typeof user>[]): unknown => {
    const target = createTarget('openai-chat', 'groq');
    const job = { calls: new Map(), later: [], assumedOrigin: null, media: new Map(), earlier, target };
    return JSON.parse(desk.write({ ...job, id: 'rq_1' }).body.toString());
  };

  expect(write(vault.findConversation(request.meta.previousResponseId ?? '') ?? [])).toMatchObject({
    messages: [
      { role: 'user', content: 'Hello' },
      { role: 'assistant', content: 'Hi' },
      { role: 'user', content: 'Go on' },
    ],
  });
  expect(write([])).toMatchObject({ messages: [{ role: 'user', content: 'Go on' }] });
  expect(desk.messages('rq_1')).toEqual([user(text('Go on'))]);
});
