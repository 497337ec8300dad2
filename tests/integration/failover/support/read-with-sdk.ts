import Anthropic from '@anthropic-ai/sdk';
import { GoogleGenAI } from '@google/genai';
import OpenAI from 'openai';
import type { ProtocolId } from '#shared/domain/protocol';

const SENTENCE = 'hello';
const MODEL = 'test-model';

/** Reads a streamed answer with the official SDK. Rejects where that tells its user of a failure. */
export async function readWithSdk(protocol: ProtocolId, url: string, token: string): Promise<string> {
  const messages = [{ role: 'user' as const, content: SENTENCE }];
  let text = '';
  switch (protocol) {
    case 'anthropic-messages': {
      const client = new Anthropic({ baseURL: url, authToken: token, apiKey: null, maxRetries: 0 });
      const stream = client.messages.stream({ model: MODEL, max_tokens: 64, messages });
      for await (const event of stream) {
        if (event.type === 'content_block_delta' && event.delta.type === 'text_delta')
          text += event.delta.text;
      }
      return text;
    }
    case 'openai-chat': {
      const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: token, maxRetries: 0 });
      const stream = await client.chat.completions.create({ model: MODEL, messages, stream: true });
      for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
      return text;
    }
    case 'openai-responses': {
      const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: token, maxRetries: 0 });
      const stream = await client.responses.create({ model: MODEL, input: SENTENCE, stream: true });
      for await (const event of stream) {
        if (event.type === 'response.output_text.delta') text += event.delta;
        // The SDK leaves it to its user to look.
        if (event.type === 'response.failed') throw new Error(event.response.error?.message);
      }
      return text;
    }
    case 'gemini': {
      const client = new GoogleGenAI({ apiKey: token, httpOptions: { baseUrl: url } });
      const stream = await client.models.generateContentStream({ model: MODEL, contents: SENTENCE });
      for await (const chunk of stream) text += chunk.text ?? '';
      return text;
    }
  }
}
