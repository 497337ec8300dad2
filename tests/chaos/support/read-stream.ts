import * as z from 'zod';
import type { ProtocolId } from '#shared/domain/protocol';
import { describeCall, tokenHeaders } from '#tests/integration/failover/support/call-gateway';
import type { SeenStream } from './judge-stream';

/** Protocols of clients. */
export const CLIENT_PROTOCOLS = [
  'anthropic-messages',
  'openai-chat',
] as const satisfies readonly ProtocolId[];

export interface StreamOptions {
  readonly gateway: { readonly url: string; readonly token: string };
  readonly protocol: (typeof CLIENT_PROTOCOLS)[number];
  /** Stands in the question, and so in each answer. */
  readonly id: string;
  readonly sessionId: string;
  /** Leave as soon as something was said. */
  readonly leaves: boolean;
}

const eventSchema = z.object({
  type: z.string().optional(),
  error: z.unknown().optional(),
  delta: z.object({ text: z.string().optional() }).optional(),
  choices: z.array(z.object({ delta: z.object({ content: z.string().nullish() }) })).optional(),
});

/** Sends one request and reads its stream as a client does. Never rejects. */
export async function readStream(options: StreamOptions): Promise<SeenStream> {
  const { gateway, protocol, id, sessionId, leaves } = options;
  const { path, body } = describeCall(protocol, { stream: true, model: 'chaos-model' });
  const leaving = new AbortController();
  let status = 0;
  let text = '';
  let end: SeenStream['end'] = 'silent';
  try {
    const response = await fetch(gateway.url + path, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-session-id': sessionId,
        ...tokenHeaders(protocol, gateway.token),
      },
      body: JSON.stringify(body).replace('hello', id),
      signal: leaving.signal,
    });
    ({ status } = response);
    if (!response.ok || response.body === null) {
      const told = eventSchema.safeParse(await response.json());
      return { status, text, end: told.data?.error === undefined ? 'silent' : 'told' };
    }
    let rest = '';
    for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + piece).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        const read = readLine(line);
        text += read.text;
        // An error stays one, whatever is said behind it.
        if (end === 'silent' && read.end !== null) end = read.end;
      }
      if (leaves && text !== '') {
        leaving.abort();
        return { status, text, end: 'left' };
      }
    }
  } catch {
    if (end === 'silent') end = 'cut';
  }
  return { status, text, end };
}

interface ReadLine {
  readonly text: string;
  readonly end: 'complete' | 'told' | null;
}

const NOTHING: ReadLine = { text: '', end: null };

function readLine(line: string): ReadLine {
  if (!line.startsWith('data:')) return NOTHING;
  const data = line.slice('data:'.length).trim();
  if (data === '[DONE]') return { text: '', end: 'complete' };
  const event = parseEvent(data);
  if (event === null) return { text: `no event: ${data}`, end: null };
  if (event.error !== undefined) return { text: '', end: 'told' };
  if (event.type === 'message_stop') return { text: '', end: 'complete' };
  return { text: event.delta?.text ?? event.choices?.[0]?.delta.content ?? '', end: null };
}

function parseEvent(data: string): z.infer<typeof eventSchema> | null {
  try {
    return eventSchema.parse(JSON.parse(data));
  } catch {
    return null;
  }
}
