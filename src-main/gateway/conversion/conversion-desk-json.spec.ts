import { describe, expect, it } from 'vitest';
import { PROTOCOL_IDS, type ProtocolId } from '#shared/domain/protocol';
import { resolveChannelProfile } from '#shared/domain/resolve-channel-profile';
import type { EncodeTarget } from '../protocols/canonical/codec';
import { createConversionDesk, type LocalDesk, type ReadResult, type WriteResult } from './conversion-desk';

const ID = '1234567890123456789';

function createTarget(protocol: ProtocolId): EncodeTarget {
  return {
    channelId: 'channel-1',
    protocol,
    model: 'm',
    profile: resolveChannelProfile(protocol, {}),
    limits: { maxOutputTokens: null, contextTokens: null },
  };
}

function read(desk: LocalDesk, protocol: ProtocolId, text: string): ReadResult {
  const bytes = Buffer.from(text);
  return desk.read({
    id: 'r',
    protocol,
    body: { chunks: [bytes], length: bytes.length },
    headers: {},
    fromPath: protocol === 'gemini' ? { model: 'm', stream: false } : null,
    client: 'other',
  });
}

function write(desk: LocalDesk, protocol: ProtocolId): WriteResult {
  return desk.write({
    id: 'r',
    target: createTarget(protocol),
    calls: new Map(),
    earlier: [],
    later: [],
    assumedOrigin: null,
    media: new Map(),
  });
}

/** A call with these arguments, its result, and a tool with this schema. */
const BODIES: Readonly<Record<ProtocolId, (args: string, schema: string) => string>> = {
  'anthropic-messages': (args, schema) =>
    `{"model":"m","max_tokens":100,"tools":[{"name":"f","input_schema":${schema}}],"messages":[{"role":"user","content":"Hi"},` +
    `{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"f","input":${args}}]},` +
    `{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"ok"}]}]}`,
  'openai-chat': (args, schema) =>
    `{"model":"m","tools":[{"type":"function","function":{"name":"f","parameters":${schema}}}],"messages":[{"role":"user","content":"Hi"},` +
    `{"role":"assistant","tool_calls":[{"id":"call_1","type":"function","function":{"name":"f","arguments":${JSON.stringify(args)}}}]},` +
    `{"role":"tool","tool_call_id":"call_1","content":"ok"}]}`,
  'openai-responses': (args, schema) =>
    `{"model":"m","tools":[{"type":"function","name":"f","parameters":${schema}}],"input":[{"role":"user","content":"Hi"},` +
    `{"type":"function_call","call_id":"call_1","name":"f","arguments":${JSON.stringify(args)}},` +
    `{"type":"function_call_output","call_id":"call_1","output":"ok"}]}`,
  gemini: (args, schema) =>
    `{"tools":[{"functionDeclarations":[{"name":"f","parametersJsonSchema":${schema}}]}],"contents":[{"role":"user","parts":[{"text":"Hi"}]},` +
    `{"role":"model","parts":[{"functionCall":{"name":"f","args":${args}}}]},` +
    `{"role":"user","parts":[{"functionResponse":{"name":"f","response":{"output":"ok"}}}]}]}`,
};
const SCHEMA = `{"type":"object","properties":{"id":{"type":"integer","maximum":9223372036854775807}}}`;
const PAIRS = PROTOCOL_IDS.flatMap((from) => PROTOCOL_IDS.map((to) => ({ from, to })));

describe('whole numbers of more than 53 bits', () => {
  it.each(PAIRS)('in arguments and schemas are the same when $from is written for $to', ({ from, to }) => {
    const desk = createConversionDesk();
    read(desk, from, BODIES[from](`{"id":${ID}}`, SCHEMA));
    const body = write(desk, to).body.toString();
    expect(body.replaceAll('\\', '')).toContain(`{"id":${ID}}`);
    expect(body).toContain('"maximum":9223372036854775807');
  });

  it.each(PROTOCOL_IDS)('keep nothing of a request of %s from going to another thread', (protocol) => {
    const desk = createConversionDesk();
    const args = `{"id":${ID}}`;
    const text = `{"metadata":{"n":${ID}},"other":[${ID}],${BODIES[protocol](args, SCHEMA).slice(1)}`;
    const { request } = read(desk, protocol, text);
    expect(structuredClone(request)).toEqual(request);
    expect(JSON.stringify(request.tools)).toContain(`"maximum":${2 ** 63}`);
    const messages = desk.messages('r');
    expect(structuredClone(messages)).toEqual(messages);
  });

  it('in what a provider ran itself go back to it, and keep no message from going to another thread', () => {
    const desk = createConversionDesk();
    const block = `{"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{"query":"q","id":${ID}}}`;
    const messages = `[{"role":"user","content":"Hi"},{"role":"assistant","content":[${block}]},{"role":"user","content":"Go"}]`;
    read(desk, 'anthropic-messages', `{"model":"m","max_tokens":1,"messages":${messages}}`);
    expect(write(desk, 'anthropic-messages').body.toString()).toContain(`"id":${ID}`);
    expect(() => structuredClone(desk.messages('r'))).not.toThrow();
  });
});

const nest = (depth: number): string => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;

describe('JSON nested deeper than calls can be', () => {
  it.each(PROTOCOL_IDS)('is the mistake of the client, in %s too', (protocol) => {
    for (const text of [BODIES[protocol](nest(50_000), '{}'), BODIES[protocol]('{}', nest(50_000))]) {
      const desk = createConversionDesk();
      expect(() => {
        read(desk, protocol, text);
        write(desk, 'anthropic-messages');
      }).toThrow(expect.objectContaining({ kind: 'invalid_request', message: 'body: is nested too deeply' }));
    }
  });
});
