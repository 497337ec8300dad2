import { describe, expect, it } from 'vitest';
import { decode } from './fixtures/contexts';

const ORIGIN = { protocol: 'anthropic-messages', channelId: null, model: null };
const parts = (...content: unknown[]) =>
  decode({ messages: [{ role: 'user', content }] }).request.messages[0]?.parts;

describe('content blocks', () => {
  it('reads an answer with thinking and calls', () => {
    const { messages } = decode({
      messages: [
        {
          role: 'assistant',
          content: [
            { type: 'thinking', thinking: 'Hm', signature: 'sig' },
            { type: 'redacted_thinking', data: 'enc' },
            { type: 'text', text: 'Ok', cache_control: { type: 'ephemeral', ttl: '1h' } },
            { type: 'tool_use', id: 't1', name: 'f', input: { a: [1, 'ü'] } },
            { type: 'tool_use', id: 't2', name: 'g', input: {} },
          ],
        },
      ],
    }).request;
    expect(messages[0]?.parts).toEqual([
      { type: 'reasoning', text: 'Hm', state: { kind: 'signature', data: 'sig' }, origin: ORIGIN },
      { type: 'reasoning', text: '', state: { kind: 'redacted', data: 'enc' }, origin: ORIGIN },
      { type: 'text', text: 'Ok', cache: { ttl: '1h' } },
      { type: 'toolCall', id: 't1', name: 'f', args: '{"a":[1,"ü"]}' },
      { type: 'toolCall', id: 't2', name: 'g', args: '' },
    ]);
  });

  it('case 60: thinking that is withheld keeps its signature and no text', () => {
    expect(parts({ type: 'thinking', thinking: '', signature: 'sig' })).toEqual([
      { type: 'reasoning', text: '', state: { kind: 'signature', data: 'sig' }, origin: ORIGIN },
    ]);
    expect(parts({ type: 'thinking', thinking: 'Hm', signature: '' })).toEqual([
      { type: 'reasoning', text: 'Hm', origin: ORIGIN },
    ]);
  });

  it('case 22: a result keeps that it is an error, and its images', () => {
    const image = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AA' } };
    expect(
      parts(
        { type: 'tool_result', tool_use_id: 't', is_error: true, content: 'No' },
        { type: 'tool_result', tool_use_id: 'u', content: [{ type: 'text', text: 'Yes' }, image] },
        { type: 'tool_result', tool_use_id: 'v' },
      ),
    ).toEqual([
      { type: 'toolResult', callId: 't', content: [{ type: 'text', text: 'No' }], isError: true },
      {
        type: 'toolResult',
        callId: 'u',
        content: [
          { type: 'text', text: 'Yes' },
          { type: 'image', source: { type: 'base64', mediaType: 'image/png', data: 'AA' } },
        ],
      },
      { type: 'toolResult', callId: 'v', content: [] },
    ]);
  });

  it.each([
    [
      { type: 'base64', media_type: 'application/pdf', data: 'AA' },
      { type: 'base64', mediaType: 'application/pdf', data: 'AA' },
    ],
    [
      { type: 'url', url: 'https://x/y.pdf' },
      { type: 'url', url: 'https://x/y.pdf' },
    ],
    [
      { type: 'file', file_id: 'file_1' },
      { type: 'file', fileId: 'file_1' },
    ],
    [
      { type: 'text', media_type: 'text/plain', data: 'T' },
      { type: 'text', text: 'T' },
    ],
    [
      {
        type: 'content',
        content: [
          { type: 'text', text: 'A' },
          { type: 'text', text: 'B' },
        ],
      },
      { type: 'text', text: 'A\n\nB' },
    ],
  ])('reads a document from %j', (source, expected) => {
    expect(parts({ type: 'document', source, title: 'T', context: null })).toEqual([
      { type: 'document', source: expected, title: 'T' },
    ]);
  });

  it('puts the text of a search result where citations cannot go', () => {
    const content = [
      { type: 'text', text: 'C' },
      { type: 'text', text: 'D' },
    ];
    expect(parts({ type: 'search_result', title: 'T', source: 'https://s', content })).toEqual([
      { type: 'text', text: 'T\nhttps://s\n\nC\n\nD' },
    ]);
  });

  it.each([
    [
      { type: 'server_tool_use', id: 's', name: 'web_search', input: { query: 'cats' } },
      '[web_search: cats]',
    ],
    [
      {
        type: 'web_search_tool_result',
        content: [{ type: 'web_search_result', url: 'https://c', title: 'Cats' }],
      },
      '[web search results]\n- Cats (https://c)',
    ],
    [
      { type: 'web_search_tool_result', content: { error_code: 'unavailable' } },
      '[the tool failed: unavailable]',
    ],
    [{ type: 'bash_code_execution_tool_result', content: { stdout: 'out', stderr: '' } }, 'out'],
    [{ type: 'mcp_tool_result', content: [{ type: 'text', text: 'r' }] }, 'r'],
    [{ type: 'code_execution_tool_result', content: {} }, ''],
  ])('tells other models of %j in a few words', (block, digest) => {
    expect(parts(block)).toEqual([
      { type: 'serverTool', protocol: 'anthropic-messages', raw: block, digest },
    ]);
  });

  it('case 100: an unknown block is kept as it came', () => {
    const raw = { type: 'hologram', data: { x: 1 } };
    expect(parts(raw)).toEqual([{ type: 'opaque', protocol: 'anthropic-messages', raw, label: 'hologram' }]);
    expect(parts({ type: 'compaction', content: 'Sum' })).toMatchObject([
      { type: 'compaction', text: 'Sum' },
    ]);
    expect(parts({ type: 'compaction', encrypted_content: 'e' })).toMatchObject([{ text: null }]);
  });
});
