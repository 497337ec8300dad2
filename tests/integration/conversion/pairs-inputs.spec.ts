import { describe, expect, it } from 'vitest';
import { readConversation, readPrompt } from '#tests/support/fake-provider/index';
import type { Prompt, RecordedRequest } from '#tests/support/fake-provider/index';
import { PAIRS } from './support/pairs';
import { WAYS } from './support/sdk-client';
import { usePair } from './support/use-pair';

/** One pixel. */
const PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const SCHEMA = {
  type: 'object',
  properties: { city: { type: 'string' }, degrees: { type: 'number' } },
  required: ['city', 'degrees'],
  additionalProperties: false,
};
const ANSWER = '{"city":"Zürich","degrees":-3.5}';

function promptOf(request: RecordedRequest | undefined): Prompt {
  if (request === undefined) throw new Error('the provider got no request');
  return readPrompt(request);
}

describe.each(PAIRS)('$title:', (pair) => {
  const rig = usePair(pair);

  describe.each(WAYS)('%s:', (way) => {
    it('instructions stay apart from what the user says', async () => {
      const system = 'Be brief — 简短。\nAnswer in verse.';
      await rig.connect(way).ask({ text: 'Hi', system });
      const [request] = rig.provider.requests;
      expect(promptOf(request).system).toBe(system);
      expect(request && readConversation(request).lastUserText).toBe('Hi');
    });

    it('an image reaches the upstream byte for byte, and the text beside it', async () => {
      await rig.connect(way).ask({ text: 'What is this?', image: { mediaType: 'image/png', data: PNG } });
      const [request] = rig.provider.requests;
      expect(promptOf(request).images).toEqual([`data:image/png;base64,${PNG}`]);
      expect(request && readConversation(request).lastUserText).toBe('What is this?');
    });

    it('the schema of the answer reaches the upstream, and the answer comes as JSON text', async () => {
      rig.provider.reply({ parts: [{ text: ANSWER }] });
      const { text } = await rig.connect(way).ask({ text: 'How cold is it?', schema: SCHEMA });
      expect(JSON.parse(text)).toEqual({ city: 'Zürich', degrees: -3.5 });
      expect(promptOf(rig.provider.requests[0]).schema).toMatchObject(SCHEMA);
    });
  });
});

/** Where a provider has no structured output, a tool whose arguments are the answer stands in for it. */
const WITHOUT_STRUCTURED = PAIRS.filter(
  ({ client, channel }) =>
    client !== channel && (channel === 'anthropic-messages' || channel === 'openai-chat'),
);

describe.each(WITHOUT_STRUCTURED)('$title:', (pair) => {
  const rig = usePair(pair);

  it.each(WAYS)('%s: an answer that is given as a tool call comes as JSON text all the same', async (way) => {
    rig.changeChannel({ profile: { structured: 'tool' } });
    rig.provider.reply((request) => {
      const [name = ''] = readConversation(request).toolNames;
      return { parts: [{ toolCall: { name, args: { city: 'Zürich', degrees: -3.5 } } }] };
    });
    const { text, calls } = await rig.connect(way).ask({ text: 'How cold is it?', schema: SCHEMA });
    expect(JSON.parse(text)).toEqual({ city: 'Zürich', degrees: -3.5 });
    expect(calls).toEqual([]);
  });
});
