import { describe, expect, it } from 'vitest';
import { CHAT_MODEL, CLIENT_MODEL, CONVERTED_MODEL } from '#bench/traffic/models';
import { createBodySource } from '#bench/traffic/request-body';
import type { RequestTicket } from '#bench/traffic/request-ticket';
import { createChatTicketReader, readTicket } from './read-ticket';

interface Tool {
  name: string;
  description: string;
  input_schema: object;
}
interface Block {
  type: string;
  text: string;
  id: string;
  name: string;
  input: object;
  tool_use_id: string;
  content: string;
}
interface AnthropicBody {
  system: Block[];
  messages: { role: string; content: string | Block[] }[];
  tools: Tool[];
}
type ChatMessage = Record<string, unknown>;
interface ChatBody {
  model: string;
  messages: ChatMessage[];
  stream: boolean;
  tools: object[];
}

const BODY_BYTES = 32 * 1024;
const ticket: RequestTicket = {
  number: 42,
  bodyBytes: BODY_BYTES,
  deltas: 20,
  deltasPerPacket: 10,
  gapMs: 0,
};
const sent = createBodySource(BODY_BYTES, CONVERTED_MODEL).take(ticket);

/** A conversion of just what the bench's bodies hold. */
function convert(): ChatBody {
  const body = JSON.parse(sent.toString('utf8')) as AnthropicBody;
  return {
    model: CHAT_MODEL,
    messages: [
      { role: 'system', content: body.system.map(({ text }) => text).join('') },
      ...body.messages.flatMap(({ role, content }) => convertMessage(role, content)),
    ],
    stream: true,
    tools: body.tools.map(({ name, description, input_schema: parameters }) => ({
      type: 'function',
      function: { name, description, parameters },
    })),
  };
}

function convertMessage(role: string, content: string | Block[]): ChatMessage[] {
  if (typeof content === 'string') return [{ role, content }];
  const calls = content.filter(({ type }) => type === 'tool_use');
  const results = content.filter(({ type }) => type === 'tool_result');
  const text = content
    .filter(({ type }) => type === 'text')
    .map((block) => block.text)
    .join('');
  return [
    ...results.map((block) => ({
      role: 'tool',
      tool_call_id: `call_${block.tool_use_id}`,
      content: block.content,
    })),
    ...(text === ''
      ? []
      : [{ role, content: text, ...(calls.length > 0 && { tool_calls: calls.map(convertCall) }) }]),
  ];
}

function convertCall({ id, name, input }: Block): object {
  return { id: `call_${id}`, type: 'function', function: { name, arguments: JSON.stringify(input) } };
}

function read(body: ChatBody | string): RequestTicket | null {
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  return createChatTicketReader()([bytes.subarray(0, 500), bytes.subarray(500)]);
}

const changed = (change: (body: ChatBody) => void): ChatBody => {
  const body = convert();
  change(body);
  return body;
};

describe('readTicket', () => {
  it('reads a body that nobody converted, whatever model it asks for', () => {
    expect(readTicket([sent])).toEqual(ticket);
    expect(readTicket([sent.subarray(0, 9000), sent.subarray(9000)])).toEqual(ticket);
    expect(readTicket([sent, Buffer.from(' ')])).toBeNull();
    expect(createBodySource(BODY_BYTES, CLIENT_MODEL).take(ticket)).toHaveLength(BODY_BYTES);
  });
});

describe('createChatTicketReader', () => {
  it('reads a conversation that was converted, with the ids and members of its protocol', () => {
    expect(read(convert())).toEqual(ticket);
  });

  it('reads it wherever the ticket stands', () => {
    const { tools, ...rest } = convert();
    expect(read(JSON.stringify({ tools, ...rest }))).toEqual(ticket);
  });

  it.each<[string, ChatBody | string]>([
    ['of which the end is missing', changed(({ messages }) => void messages.pop())],
    ['of which a turn is missing', changed(({ messages }) => void messages.splice(6, 2))],
    [
      'of which two turns changed places',
      changed(({ messages }) => void messages.splice(4, 4, ...messages.slice(6, 8), ...messages.slice(4, 6))),
    ],
    [
      'with a result of another call',
      changed(({ messages }) => void (messages[3] = { ...messages[3], tool_call_id: 'call_other' })),
    ],
    ['with a changed character', JSON.stringify(convert()).replace('naïve', 'naive')],
    ['with changed arguments', JSON.stringify(convert()).replace('part-3.ts', 'part-4.ts')],
    ['without a tool', changed(({ tools }) => void tools.pop())],
    ['for another model', changed((body) => void (body.model = CONVERTED_MODEL))],
    ['that asks for no stream', changed((body) => void (body.stream = false))],
    ['that is no JSON', JSON.stringify(convert()).slice(0, -1)],
    ['without a ticket', JSON.stringify(convert()).replace('bench-ticket', 'bench ticket')],
  ])('refuses one %s', (_name, body) => {
    expect(read(body)).toBeNull();
  });

  it('looks in every body for its ticket and its end, though it reads few as a whole', () => {
    const readNext = createChatTicketReader();
    const bytes = Buffer.from(JSON.stringify(convert()));
    expect(readNext([bytes])).toEqual(ticket);
    expect(
      readNext([Buffer.from(JSON.stringify(changed(({ messages }) => void messages.pop())))]),
    ).toBeNull();
    const turnless = Buffer.from(JSON.stringify(changed(({ messages }) => void messages.splice(6, 2))));
    const read128 = Array.from({ length: 128 }, () => readNext([turnless]));
    expect(read128).toContain(null);
  });
});
