import OpenAI from 'openai';

/** What the SDK is asked; the answer is there already. */
export const params = { model: 'client-model', messages: [{ role: 'user' as const, content: 'Hi' }] };

export const usage = {
  input: 600,
  output: 50,
  cacheRead: 500,
  cacheWrite5m: 90,
  cacheWrite1h: 0,
  reasoning: 30,
};

/** OpenAI's SDK, which gets `body` for every request. */
export function createClient(body: string, contentType: string): OpenAI {
  return new OpenAI({
    apiKey: 'sk-fake-1',
    baseURL: 'http://127.0.0.1:9/v1',
    maxRetries: 0,
    fetch: async () => new Response(body, { headers: { 'content-type': contentType } }),
  });
}
