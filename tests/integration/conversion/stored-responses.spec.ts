import OpenAI, { AuthenticationError, BadRequestError, NotFoundError } from 'openai';
import { describe, expect, it } from 'vitest';
import { errorOfClass } from '../sdk/error-of';
import { OTHER_TEST_TOKEN } from '#tests/support/gateway/start-test-gateway';
import { CONVERTED_PAIRS } from './support/pairs';
import { usePair } from './support/use-pair';

const MODEL = 'gpt-of-the-client';
const TOOLS: OpenAI.Responses.Tool[] = [
  { type: 'function', name: 'weather', parameters: { type: 'object' }, strict: false },
];
const PARAMS = { model: MODEL, input: 'How is the weather?', tools: TOOLS, metadata: { trace: 't1' } };

// Answers that were converted are kept by Routex, for as long as a conversation may go on from them.
describe.each(CONVERTED_PAIRS.filter(({ client }) => client === 'openai-responses'))(
  '$title:',
  ({ client, channel }) => {
    const rig = usePair({ client, channel });
    const connect = (apiKey = rig.gateway.token): OpenAI['responses'] =>
      new OpenAI({ baseURL: `${rig.gateway.url}/v1`, apiKey, maxRetries: 0 }).responses;
    const answerWithCall = (): void => {
      rig.provider.reply({
        parts: [{ text: 'Let me look.' }, { toolCall: { name: 'weather', args: { city: 'Oslo' } } }],
      });
    };

    it('an answer is given back as it was, until it is deleted', async () => {
      const responses = connect();
      answerWithCall();
      const created = await responses.create(PARAMS);
      expect(created.output.map(({ type }) => type)).toEqual(['message', 'function_call']);

      expect(await responses.retrieve(created.id)).toEqual(created);
      expect(await responses.retrieve(created.id)).toEqual(created);

      const deleted = await fetch(`${rig.gateway.url}/v1/responses/${created.id}`, {
        method: 'DELETE',
        headers: { authorization: `Bearer ${rig.gateway.token}` },
      });
      expect([deleted.status, await deleted.json()]).toEqual([
        200,
        { id: created.id, object: 'response.deleted', deleted: true },
      ]);
      await errorOfClass(NotFoundError, responses.retrieve(created.id));
      await errorOfClass(NotFoundError, responses.delete(created.id));
      const goOn = responses.create({ ...PARAMS, previous_response_id: created.id });
      expect(await errorOfClass(BadRequestError, goOn)).toMatchObject({
        code: 'previous_response_not_found',
      });
      expect(rig.provider.requests).toHaveLength(1);
    });

    it('a streamed answer is given back as its last event told it', async () => {
      const responses = connect();
      answerWithCall();
      const streamed = await responses.stream(PARAMS).finalResponse();
      const { output, ...stored } = await responses.retrieve(streamed.id);
      expect(output).toEqual(streamed.output.map((item) => withoutParsed(item)));
      expect(stored).toMatchObject({ status: 'completed', model: MODEL, metadata: { trace: 't1' } });
      expect(stored.usage).toEqual(streamed.usage);
      await responses.delete(streamed.id);
      await errorOfClass(NotFoundError, responses.retrieve(streamed.id));
    });

    it('an answer to another gateway token is as little known as one that never was', async () => {
      const created = await connect().create({ model: MODEL, input: 'Hello' });
      const other = connect(OTHER_TEST_TOKEN);
      await errorOfClass(NotFoundError, other.retrieve(created.id));
      await errorOfClass(NotFoundError, other.delete(created.id));
      const goOn = other.create({ ...PARAMS, previous_response_id: created.id });
      expect(await errorOfClass(BadRequestError, goOn)).toMatchObject({
        code: 'previous_response_not_found',
      });
      expect(rig.provider.requests).toHaveLength(1);
      expect(await connect().retrieve(created.id)).toEqual(created);
    });

    it('what was not to be stored, what is not kept and what another asks for is not given', async () => {
      const responses = connect();
      const unkept = await responses.create({ model: MODEL, input: 'Hello', store: false });
      await errorOfClass(NotFoundError, responses.retrieve(unkept.id));
      const kept = await responses.create({ model: MODEL, input: 'Hello' });
      await errorOfClass(NotFoundError, responses.inputItems.list(kept.id));
      await errorOfClass(AuthenticationError, connect('sk-fake-of-nobody').retrieve(kept.id));
      await errorOfClass(AuthenticationError, connect('sk-fake-of-nobody').delete(kept.id));
      await errorOfClass(BadRequestError, responses.retrieve(kept.id, { stream: true }));
      expect(await responses.retrieve(kept.id)).toEqual(kept);
    });
  },
);

/** The SDK adds what it reads out of the arguments. */
function withoutParsed(item: object): object {
  return Object.fromEntries(
    Object.entries(item)
      .filter(([key]) => key !== 'parsed_arguments')
      .map(([key, value]) => [key, key === 'content' ? (value as object[]).map(withoutParsedText) : value]),
  );
}

function withoutParsedText(content: object): object {
  return Object.fromEntries(Object.entries(content).filter(([key]) => key !== 'parsed'));
}
