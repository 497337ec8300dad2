import { describe, expect, it } from 'vitest';
import type { EncodeTarget } from '../canonical/codec';
import type { CanonicalPart } from '../canonical/part';
import type { CanonicalMessage, CanonicalRequest, CanonicalTool } from '../canonical/request';
import { encodeRequest } from './encode-request';
import { createMessage, createRequest, createTarget, createWarnings } from './fixtures/codec-context';

const SKIP = 'skip_thought_signature_validator';

function encode(members: Partial<CanonicalRequest>, target: EncodeTarget = createTarget()) {
  const { warnings, warn } = createWarnings();
  const { body } = encodeRequest(createRequest(members), target, warn);
  return { body: body as Record<string, unknown>, warnings };
}

const encodeMessages = (messages: readonly CanonicalMessage[], target?: EncodeTarget) =>
  encode({ messages }, target).body['contents'];
const user = (...parts: CanonicalPart[]): CanonicalMessage => ({ role: 'user', parts });
const model = (...parts: CanonicalPart[]): CanonicalMessage => ({ role: 'assistant', parts });
const call = (members: object = {}): CanonicalPart => ({
  type: 'toolCall',
  id: 'c1',
  name: 'f',
  args: '{}',
  ...members,
});
const result = (members: object = {}): CanonicalPart => ({
  type: 'toolResult',
  callId: 'c1',
  content: [{ type: 'text', text: 'ok' }],
  ...members,
});
const tool: CanonicalTool = { type: 'function', name: 'f', description: 'F.', schema: { type: 'object' } };
const image = { type: 'image', source: { type: 'base64', mediaType: 'image/png', data: 'AAAA' } } as const;

const createResult = (text: string) => result({ callId: '', name: 'f', content: [{ type: 'text', text }] });

const createFile = (fileId: string): CanonicalMessage =>
  user({ type: 'document', source: { type: 'file', fileId, mediaType: 'application/pdf' } });

const createServerTool = (name: 'web_search' | 'web_fetch' | 'code'): CanonicalTool => ({
  type: 'server',
  server: name,
  options: { blockedDomains: ['a.example'] },
  protocol: 'anthropic-messages',
  raw: {},
});

describe('encodeRequest', () => {
  it('writes a whole request', () => {
    const { body, warnings } = encode(
      {
        system: [{ text: 'Be kind.', cache: {} }, { text: 'Be brief.' }],
        tools: [tool],
        toolChoice: { mode: 'auto' },
        maxTokens: 100,
        sampling: {
          temperature: 0.5,
          topP: 0.9,
          topK: 3,
          seed: 1,
          presencePenalty: 0.1,
          frequencyPenalty: 0.2,
          stop: ['x'],
        },
        reasoning: { mode: 'effort', effort: 'high', show: 'summary' },
        format: { type: 'schema', name: 'a', schema: { type: 'object' } },
        meta: { userId: 'u', serviceTier: 'fast', metadata: { a: 'b' } },
      },
      createTarget('gemini-3.5-pro', { official: true }),
    );
    expect(body).toEqual({
      systemInstruction: { parts: [{ text: 'Be kind.' }, { text: 'Be brief.' }] },
      contents: [{ role: 'user', parts: [{ text: 'Hi' }] }],
      tools: [
        {
          functionDeclarations: [{ name: 'f', description: 'F.', parametersJsonSchema: { type: 'object' } }],
        },
      ],
      toolConfig: { functionCallingConfig: { mode: 'AUTO' } },
      generationConfig: {
        temperature: 0.5,
        topP: 0.9,
        topK: 3,
        seed: 1,
        presencePenalty: 0.1,
        frequencyPenalty: 0.2,
        maxOutputTokens: 100,
        stopSequences: ['x'],
        responseMimeType: 'application/json',
        responseJsonSchema: { type: 'object' },
        thinkingConfig: { thinkingLevel: 'HIGH', includeThoughts: true },
      },
      serviceTier: 'priority',
    });
    expect(warnings).toEqual([]);
  });

  it('uses the older fields for schemas where the channel knows only those', () => {
    const { body } = encode(
      { tools: [tool], format: { type: 'schema', name: null, schema: { type: 'object' } } },
      createTarget('gemini-2.5-pro', { ggSchema: 'openapi' }),
    );
    expect(body).toMatchObject({
      tools: [{ functionDeclarations: [{ parameters: { type: 'object' } }] }],
      generationConfig: { responseSchema: { type: 'object' } },
    });
  });

  it('case 7: a call without arguments has an empty object', () => {
    expect(encodeMessages([user(image), model(call({ args: '' }))])).toMatchObject([
      {},
      { parts: [{ functionCall: { id: 'c1', name: 'f', args: {} } }] },
    ]);
  });

  it('case 12: arguments that are no JSON are repaired, or kept as text', () => {
    const { body, warnings } = encode({
      messages: [user(image), model(call({ args: '{"a":1,}' }), call({ args: '[1' }))],
    });
    expect(body['contents']).toMatchObject([
      {},
      { parts: [{ functionCall: { args: { a: 1 } } }, { functionCall: { args: { _raw: '[1' } } }] },
    ]);
    expect(warnings).toHaveLength(2);
  });

  it('case 19: it is told that calls cannot be kept from being parallel', () => {
    const { body, warnings } = encode({ tools: [tool], toolChoice: { mode: 'auto' }, parallelTools: false });
    expect(body['toolConfig']).toEqual({ functionCallingConfig: { mode: 'AUTO' } });
    expect(warnings).toEqual([expect.stringContaining('parallel_tool_calls')]);
  });

  it.each([[{ mode: 'required' }], [{ mode: 'named', name: 'f' }], [{ mode: 'none' }]] as const)(
    'case 20: the tool choice %j without tools is not sent',
    (toolChoice) => {
      const { body } = encode({ toolChoice });
      expect(Object.keys(body)).toEqual(['contents']);
    },
  );

  it.each([
    [{ mode: 'none' }, { mode: 'NONE' }],
    [{ mode: 'required' }, { mode: 'ANY' }],
    [
      { mode: 'named', name: 'f' },
      { mode: 'ANY', allowedFunctionNames: ['f'] },
    ],
    [
      { mode: 'allowed', names: ['f'], required: true },
      { mode: 'ANY', allowedFunctionNames: ['f'] },
    ],
    [
      { mode: 'allowed', names: ['f'], required: false },
      { mode: 'VALIDATED', allowedFunctionNames: ['f'] },
    ],
  ] as const)('writes the tool choice %j', (toolChoice, expected) => {
    expect(encode({ tools: [tool], toolChoice }).body['toolConfig']).toEqual({
      functionCallingConfig: expected,
    });
  });

  it('case 21: an image in a result stands in the response for Gemini 3, and beside it for others', () => {
    const messages = [
      user(image),
      model(call({ id: 'c1' }), call({ id: 'c2', name: 'g' })),
      user(result({ content: [{ type: 'text', text: 'see' }, image] }), result({ callId: 'c2', name: 'g' }), {
        type: 'text',
        text: 'Go on.',
      }),
    ];
    const inlineData = { mimeType: 'image/png', data: 'AAAA' };
    const second = { functionResponse: { id: 'c2', name: 'g', response: { output: 'ok' } } };
    const first = { id: 'c1', name: 'f', response: { output: 'see' } };
    expect(encodeMessages(messages, createTarget('gemini-3-flash'))).toMatchObject([
      {},
      {},
      {
        role: 'user',
        parts: [{ functionResponse: { ...first, parts: [{ inlineData }] } }, second, { text: 'Go on.' }],
      },
    ]);
    expect((encodeMessages(messages, createTarget('gemini-2.5-pro')) as unknown[])[2]).toEqual({
      role: 'user',
      parts: [
        { functionResponse: first },
        second,
        { text: '[image of the result of f]' },
        { inlineData },
        { text: 'Go on.' },
      ],
    });
  });

  it('case 22: a failed result is an error', () => {
    const content = [{ type: 'text', text: 'It broke.' }];
    expect(
      encodeMessages([user(image), model(call()), user(result({ content, isError: true }))]),
    ).toMatchObject([{}, {}, { parts: [{ functionResponse: { response: { error: 'It broke.' } } }] }]);
  });

  it('gives back the response of a function as it was', () => {
    const structured = { a: 1, b: 2 };
    expect(encodeMessages([user(result({ name: 'f', structured }))])).toMatchObject([
      { parts: [{ functionResponse: { response: structured } }] },
    ]);
  });

  it('case 27: calls and results without ids are written in their order, results in one turn of the user', () => {
    expect(
      encodeMessages([
        user(image),
        model(call({ id: '' }), call({ id: '' })),
        user(createResult('1')),
        user(createResult('2')),
      ]),
    ).toEqual([
      { role: 'user', parts: [{ inlineData: { mimeType: 'image/png', data: 'AAAA' } }] },
      {
        role: 'model',
        parts: [
          { functionCall: { name: 'f', args: {} }, thoughtSignature: SKIP },
          { functionCall: { name: 'f', args: {} } },
        ],
      },
      {
        role: 'user',
        parts: [
          { functionResponse: { name: 'f', response: { output: '1' } } },
          { functionResponse: { name: 'f', response: { output: '2' } } },
        ],
      },
    ]);
  });

  it('case 29: an instruction at the end is told by the user, so that no turn of the model is last', () => {
    expect(
      encodeMessages([
        createMessage('user', 'Hi'),
        createMessage('assistant', 'Hello'),
        createMessage('system', 'Be brief.'),
      ]),
    ).toEqual([
      { role: 'user', parts: [{ text: 'Hi' }] },
      { role: 'model', parts: [{ text: 'Hello' }] },
      { role: 'user', parts: [{ text: '<system-reminder>\nBe brief.\n</system-reminder>' }] },
    ]);
  });

  it('keeps a result right after its call when an instruction came between', () => {
    expect(
      encodeMessages([
        user(image),
        model(call()),
        createMessage('system', 'Note.'),
        user(result({ name: 'f' })),
      ]),
    ).toMatchObject([
      {},
      {},
      { parts: [{ functionResponse: { name: 'f' } }, { text: expect.stringContaining('Note.') }] },
    ]);
  });

  it('case 38: a PDF is inline data', () => {
    const pdf: CanonicalPart = {
      type: 'document',
      source: { type: 'base64', mediaType: 'application/pdf', data: 'AAAA' },
      title: 'a.pdf',
    };
    expect(encodeMessages([user(pdf)])).toEqual([
      { role: 'user', parts: [{ inlineData: { mimeType: 'application/pdf', data: 'AAAA' } }] },
    ]);
  });

  it('case 39: the address of an image that was not fetched goes as text', () => {
    const { body, warnings } = encode({
      messages: [user({ type: 'image', source: { type: 'url', url: 'https://example.com/a.png' } })],
    });
    expect(body['contents']).toEqual([
      { role: 'user', parts: [{ text: '[image: https://example.com/a.png]' }] },
    ]);
    expect(warnings).toEqual([expect.stringContaining('image')]);
  });

  it('names files of its own', () => {
    expect(encodeMessages([createFile('gs://bucket/a.pdf')])).toEqual([
      { role: 'user', parts: [{ fileData: { mimeType: 'application/pdf', fileUri: 'gs://bucket/a.pdf' } }] },
    ]);
  });

  it('case 50: a signature goes back on its call; where it was lost, Gemini 3 is asked to skip its check', () => {
    const signed = [user(image), model(call({ signature: 'c2ln' }), call({ id: 'c2' }))];
    expect(encodeMessages(signed)).toMatchObject([
      {},
      { parts: [{ thoughtSignature: 'c2ln' }, expect.not.objectContaining({ thoughtSignature: SKIP })] },
    ]);
    const lost = [user(image), model({ type: 'text', text: 'a' }, call(), call({ id: 'c2' }))];
    expect(encodeMessages(lost)).toMatchObject([
      {},
      {
        parts: [
          { text: 'a' },
          { thoughtSignature: SKIP },
          expect.not.objectContaining({ thoughtSignature: SKIP }),
        ],
      },
    ]);
    expect(JSON.stringify(encodeMessages(lost, createTarget('gemini-2.5-pro')))).not.toContain(SKIP);
    expect(JSON.stringify(encodeMessages(lost, createTarget('an-alias')))).toContain(SKIP);
  });

  it('case 51: the signature of a text goes back on that text', () => {
    expect(
      encodeMessages([user(image), model({ type: 'text', text: 'a', signature: 'c2ln' })]),
    ).toMatchObject([{}, { parts: [{ text: 'a', thoughtSignature: 'c2ln' }] }]);
  });

  it('does not send thoughts back', () => {
    const origin = { protocol: 'gemini', channelId: null, model: null } as const;
    expect(encodeMessages([user(image), model({ type: 'reasoning', text: 'hm', origin })])).toHaveLength(1);
  });

  it('writes what is its own as it was, and nothing of others', () => {
    const { body } = encode({
      messages: [
        user({ type: 'document', source: { type: 'text', text: 'Body' }, title: 'T', context: 'C' }),
        model(
          { type: 'serverTool', protocol: 'gemini', raw: { executableCode: { code: '1' } }, digest: '1' },
          { type: 'opaque', protocol: 'gemini', raw: { hologram: {} }, label: 'hologram' },
          { type: 'opaque', protocol: 'anthropic-messages', raw: { type: 'x' }, label: 'x' },
          { type: 'refusal', text: 'No.' },
        ),
      ],
    });
    expect(body['contents']).toEqual([
      { role: 'user', parts: [{ text: 'Document: T\n\nC\n\nBody' }] },
      { role: 'model', parts: [{ executableCode: { code: '1' } }, { hologram: {} }, { text: 'No.' }] },
    ]);
  });

  it("writes Google's names for tools of others, and lets Gemini 3 mix them with functions", () => {
    const { body, warnings } = encode(
      {
        tools: [
          createServerTool('web_search'),
          tool,
          createServerTool('code'),
          { type: 'clientBuiltin', name: 'bash', protocol: 'anthropic-messages', raw: {} },
        ],
        toolChoice: { mode: 'hosted', server: 'web_search' },
      },
      createTarget('gemini-3.5-pro', { official: true, serverTools: ['web_search', 'code'] }),
    );
    expect(body['tools']).toEqual([
      { functionDeclarations: [expect.objectContaining({ name: 'f' })] },
      { googleSearch: {} },
      { codeExecution: {} },
    ]);
    expect(body['toolConfig']).toEqual({ includeServerSideToolInvocations: true });
    expect(warnings).toEqual([
      expect.stringContaining('web_search is not kept to the domains'),
      expect.stringContaining('code is not kept to the domains'),
    ]);
  });

  it('gives the channel the last word on its fields', () => {
    const target = createTarget('gemini-3.5-pro', {
      dropParams: ['systemInstruction'],
      extraBody: { generationConfig: { mediaResolution: 'LOW' }, labels: { a: 'b' } },
    });
    expect(encode({ system: [{ text: 'a' }], maxTokens: 5 }, target).body).toEqual({
      contents: [{ role: 'user', parts: [{ text: 'Hi' }] }],
      generationConfig: { maxOutputTokens: 5, mediaResolution: 'LOW' },
      labels: { a: 'b' },
    });
  });

  it('does not mix search and functions for models that cannot', () => {
    const search: CanonicalTool = {
      type: 'server',
      server: 'web_search',
      options: {},
      protocol: 'gemini',
      raw: { googleSearch: {} },
    };
    const target = createTarget('gemini-2.5-pro');
    expect(encode({ tools: [search] }, target).body['tools']).toEqual([{ googleSearch: {} }]);
    const { body, warnings } = encode({ tools: [search, tool] }, target);
    expect(body['tools']).toHaveLength(1);
    expect(warnings).toHaveLength(1);
  });

  it('writes free-form tools as functions of one string, and examples into the description', () => {
    const { body } = encode({
      tools: [
        { type: 'custom', name: 'patch', description: 'Patches.', format: { definition: 'start: x' } },
        { ...tool, extra: { input_examples: [{ a: 1 }, { a: 2 }] } },
      ],
      messages: [
        createMessage('user', 'Hi'),
        model(call({ name: 'patch', args: '*** Begin', custom: true })),
      ],
    });
    expect(body).toMatchObject({
      tools: [
        {
          functionDeclarations: [
            {
              name: 'patch',
              description: 'Patches.',
              parametersJsonSchema: { required: ['input'] },
            },
            { description: 'F.\n\nExample input: {"a":1}' },
          ],
        },
      ],
      contents: [{}, { parts: [{ functionCall: { args: { input: '*** Begin' } } }] }],
    });
  });

  it('keeps to the limits of the model', () => {
    const { body, warnings } = encode(
      { maxTokens: 64_000, sampling: { stop: ['1', '2', '3', '4', '5', '6'] } },
      createTarget('gemini-3.5-pro', {}, { maxOutputTokens: 8192 }),
    );
    expect(body['generationConfig']).toEqual({
      maxOutputTokens: 8192,
      stopSequences: ['1', '2', '3', '4', '5'],
    });
    expect(warnings).toHaveLength(2);
    expect(() => encode({ sampling: { n: 2 } })).toThrow(
      expect.objectContaining({ kind: 'unsupported_conversion' }),
    );
  });

  it('writes fields nobody maps to its own protocol only', () => {
    const extra = {
      safetySettings: [{ category: 'X' }],
      generationConfig: { mediaResolution: 'LOW' },
      toolConfig: { retrievalConfig: {} },
    };
    const origin = { protocol: 'gemini', version: null, betas: [], client: 'other' } as const;
    expect(encode({ extra, origin, maxTokens: 5 }).body).toMatchObject({
      safetySettings: [{ category: 'X' }],
      generationConfig: { mediaResolution: 'LOW', maxOutputTokens: 5 },
      toolConfig: { retrievalConfig: {} },
    });
    expect(Object.keys(encode({ extra }).body)).toEqual(['contents']);
  });

  it('sends no sampling that the channel refuses', () => {
    const sampling = { temperature: 1, topP: 0.5, topK: 2 };
    const config = (taken: 'oneOf' | 'none') =>
      encode({ sampling }, createTarget('x', { sampling: taken })).body['generationConfig'];
    expect(config('oneOf')).toEqual({ temperature: 1, topK: 2 });
    expect(config('none')).toBeUndefined();
  });
});
