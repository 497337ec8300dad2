import { describe, expect, it } from 'vitest';
import { readConversation } from '#tests/support/fake-provider/index';
import type { RecordedRequest } from '#tests/support/fake-provider/index';
import { profileOf } from './support/create-channel';
import { CONVERTED_PAIRS, PAIRS } from './support/pairs';
import { WAYS } from './support/sdk-client';
import { usePair } from './support/use-pair';

const TOOL_STOPS = {
  'anthropic-messages': 'tool_use',
  'openai-chat': 'tool_calls',
  'openai-responses': 'completed',
  gemini: 'STOP',
} as const;
const WEATHER = {
  name: 'weather',
  schema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
};
const NOW = { name: 'now', schema: { type: 'object', properties: {} } };
const QUESTION = { text: 'How is the weather?', tools: [WEATHER, NOW] };
const OSLO = { name: 'weather', args: { city: 'Oslo "☃" \\ København' } };
const TOKYO = { name: 'weather', args: { city: '東京', days: [1, 2.5], nested: { deep: null } } };

/** Results of the history with the arguments of the calls they answer. */
function pairedResults(request: RecordedRequest | undefined): [args: unknown, result: string][] {
  if (request === undefined) return [];
  const { toolCalls, toolResults } = readConversation(request);
  return toolResults.map(({ id, text }, index) => {
    const call = toolCalls.find((each) => each.id !== '' && each.id === id) ?? toolCalls[index];
    return [call?.args, text];
  });
}

describe.each(PAIRS)('$title:', ({ client, channel }) => {
  const rig = usePair({ client, channel });

  describe.each(WAYS)('%s:', (way) => {
    it('a call arrives with its name and arguments, after the text before it', async () => {
      rig.provider.reply({ parts: [{ text: 'Let me look.' }, { toolCall: OSLO }] });
      const answer = await rig.connect(way).ask(QUESTION);

      expect(answer).toMatchObject({ text: 'Let me look.', stop: TOOL_STOPS[client] });
      expect(answer.calls).toEqual([{ id: expect.stringMatching(/./) as string, ...OSLO }]);
      const [request] = rig.provider.requests;
      expect(request && readConversation(request).toolNames).toEqual(['weather', 'now']);
    });

    it('a call without arguments arrives as one with none', async () => {
      rig.provider.reply({ parts: [{ toolCall: { name: 'now' } }] });
      const { calls } = await rig.connect(way).ask(QUESTION);
      expect(calls).toMatchObject([{ name: 'now', args: {} }]);
    });

    it('parallel calls stay apart, each under an id of its own', async () => {
      rig.provider.reply({ parts: [{ toolCall: OSLO }, { toolCall: TOKYO }] });
      const { calls, stop } = await rig.connect(way).ask(QUESTION);

      expect(calls).toMatchObject([OSLO, TOKYO]);
      expect(new Set(calls.map(({ id }) => id)).size).toBe(2);
      expect(stop).toBe(TOOL_STOPS[client]);
    });

    it('results go back to the calls they belong to', async () => {
      rig.provider.reply({ parts: [{ toolCall: OSLO }, { toolCall: TOKYO }] });
      rig.provider.reply({ parts: [{ text: 'Cold and warm.' }] });
      const first = await rig.connect(way).ask(QUESTION);
      const second = await first.next(['cold ❄️', 'warm']);

      expect(second.text).toBe('Cold and warm.');
      const paired = pairedResults(rig.provider.requests[1]);
      expect(paired.map(([args]) => args)).toEqual([OSLO.args, TOKYO.args]);
      expect(paired[0]?.[1]).toContain('cold ❄️');
      expect(paired[1]?.[1]).toContain('warm');
    });

    it('a loop of several turns keeps all calls and results', async () => {
      rig.provider.reply({ parts: [{ toolCall: OSLO }] });
      rig.provider.reply({ parts: [{ text: 'And now Tokyo.' }, { toolCall: TOKYO }] });
      rig.provider.reply({ parts: [{ text: 'Done.' }] });
      const first = await rig.connect(way).ask(QUESTION);
      const second = await first.next(['cold']);
      const third = await second.next(['warm']);

      expect(third.text).toBe('Done.');
      const paired = pairedResults(rig.provider.requests[2]);
      expect(paired.map(([args]) => args)).toEqual([OSLO.args, TOKYO.args]);
    });
  });
});

describe.each(CONVERTED_PAIRS)('$title:', ({ client, channel }) => {
  const rig = usePair({ client, channel });

  it.each(WAYS)('%s: case 9: an id that the upstream gives twice becomes two', async (way) => {
    const id = 'call_twice';
    rig.provider.reply({ parts: [{ toolCall: { ...OSLO, id } }, { toolCall: { ...TOKYO, id } }] });
    const { calls } = await rig.connect(way).ask(QUESTION);
    expect(calls).toMatchObject([OSLO, TOKYO]);
    expect(new Set(calls.map((call) => call.id)).size).toBe(2);
  });
});

describe.each(CONVERTED_PAIRS.filter(({ channel }) => channel === 'openai-chat'))('$title:', (pair) => {
  const rig = usePair(pair);

  it.each(WAYS)(
    '%s: case 10: a provider gets its own odd id back, and the client a legal one',
    async (way) => {
      const id = 'functions.weather:0';
      rig.changeChannel({ profile: profileOf('moonshot', 'openai-chat') });
      rig.provider.reply({ parts: [{ toolCall: { ...OSLO, id } }] });
      const first = await rig.connect(way).ask(QUESTION);
      await first.next(['cold']);

      expect(first.calls.map((call) => call.id)).toEqual([expect.stringMatching(/^[A-Za-z0-9_-]{1,40}$/)]);
      const [, second] = rig.provider.requests;
      expect(second && readConversation(second)).toMatchObject({
        toolCalls: [{ id, ...OSLO }],
        toolResults: [{ id, text: 'cold' }],
      });
    },
  );
});
