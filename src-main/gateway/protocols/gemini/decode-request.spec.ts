import { describe, expect, it } from 'vitest';
import type { CanonicalMessage } from '../canonical/request';
import { decodeRequest } from './decode-request';
import { createDecodeContext, createWarnings } from './fixtures/codec-context';

const decode = (body: unknown) => decodeRequest(body, createDecodeContext());
const decodeParts = (role: string, ...parts: unknown[]) =>
  decode({ contents: [{ role, parts }] }).messages.flatMap((message) => message.parts);
const decodeConfig = (generationConfig: unknown) => decode({ contents: 'Hi', generationConfig });
const decodeTools = (...tools: unknown[]) => decode({ contents: 'Hi', tools }).tools;
const decodeChoice = (functionCallingConfig: unknown) =>
  decode({ contents: 'Hi', toolConfig: { functionCallingConfig } }).toolChoice;

const hi: CanonicalMessage = { role: 'user', parts: [{ type: 'text', text: 'Hi' }] };

const modelChunk = (part: object) => ({ role: 'model', parts: [part] });

describe('decodeRequest', () => {
  it('case 44: snake_case and upper-case schema types give what camelCase gives', () => {
    const camel = {
      systemInstruction: { parts: [{ text: 'Be kind.' }] },
      contents: [
        { role: 'user', parts: [{ inlineData: { mimeType: 'image/png', data: 'AAAA' } }, { text: 'What?' }] },
        {
          role: 'model',
          parts: [
            { functionCall: { id: 'c1', name: 'look', args: { my_key: 1 } }, thoughtSignature: 'c2ln' },
          ],
        },
        {
          role: 'user',
          parts: [{ functionResponse: { id: 'c1', name: 'look', response: { output: 'ok' } } }],
        },
        {
          role: 'user',
          parts: [{ fileData: { fileUri: 'gs://bucket/a.pdf', mimeType: 'application/pdf' } }],
        },
      ],
      tools: [
        {
          functionDeclarations: [
            {
              name: 'look',
              description: 'Looks.',
              parametersJsonSchema: {
                type: 'object',
                properties: {
                  my_key: { type: ['integer', 'null'], minimum: 1 },
                  list: { type: 'array', minItems: 2, items: { anyOf: [{ type: 'string' }] } },
                },
                required: ['my_key'],
              },
            },
          ],
        },
      ],
      toolConfig: { functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['look'] } },
      generationConfig: {
        maxOutputTokens: 100,
        topP: 0.5,
        stopSequences: ['x'],
        thinkingConfig: { includeThoughts: true, thinkingLevel: 'LOW' },
      },
    };
    const snake = {
      system_instruction: { parts: { text: 'Be kind.' } },
      contents: [
        {
          role: 'user',
          parts: [{ inline_data: { mime_type: 'image/png', data: 'AAAA' } }, { text: 'What?' }],
        },
        {
          role: 'model',
          parts: {
            function_call: { id: 'c1', name: 'look', args: { my_key: 1 } },
            thought_signature: 'c2ln',
          },
        },
        {
          role: 'function',
          parts: { function_response: { id: 'c1', name: 'look', response: { output: 'ok' } } },
        },
        { parts: [{ file_data: { file_uri: 'gs://bucket/a.pdf', mime_type: 'application/pdf' } }] },
      ],
      tools: {
        function_declarations: {
          name: 'look',
          description: 'Looks.',
          parameters: {
            type: 'OBJECT',
            properties: {
              my_key: { type: 'INTEGER', nullable: true, minimum: '1' },
              list: { type: 'ARRAY', min_items: '2', items: { any_of: [{ type: 'STRING' }] } },
            },
            required: ['my_key'],
            property_ordering: ['my_key', 'list'],
          },
        },
      },
      tool_config: { function_calling_config: { mode: 'any', allowed_function_names: 'look' } },
      generation_config: {
        max_output_tokens: '100',
        top_p: 0.5,
        stop_sequences: 'x',
        thinking_config: { include_thoughts: true, thinking_level: 'low' },
      },
    };
    expect(decode(snake)).toEqual(decode(camel));
    expect(decode(camel)).toMatchObject({
      system: [{ text: 'Be kind.' }],
      maxTokens: 100,
      sampling: { topP: 0.5, stop: ['x'] },
      toolChoice: { mode: 'named', name: 'look' },
      reasoning: { mode: 'effort', effort: 'low', show: 'summary' },
      extra: {},
    });
  });

  it.each([['function'], ['tool'], [''], [undefined], [null], ['USER']])(
    'case 45: the role %j is the user',
    (role) => {
      expect(decode({ contents: [{ role, parts: [{ text: 'Hi' }] }] }).messages).toEqual([hi]);
    },
  );

  it.each([
    ['a text', 'Hi'],
    ['a turn', { role: 'user', parts: [{ text: 'Hi' }] }],
    ['a list of texts', ['Hi']],
    ['a part in place of a turn', [{ text: 'Hi' }]],
    ['a text in place of parts', [{ role: 'user', parts: 'Hi' }]],
    ['a part in place of parts', [{ role: 'user', parts: { text: 'Hi' } }]],
  ])('takes %s for contents', (_name, contents) => {
    expect(decode({ contents }).messages).toEqual([hi]);
  });

  it.each([
    ['a text', 'Be kind.'],
    ['a part', { text: 'Be kind.' }],
    ['a turn', { role: 'user', parts: [{ text: 'Be kind.' }, { text: ' ' }] }],
    ['a list', ['Be kind.']],
    ['a list of parts', [{ text: 'Be kind.' }]],
  ])('takes %s for the instructions', (_name, systemInstruction) => {
    expect(decode({ contents: 'Hi', systemInstruction }).system).toEqual([{ text: 'Be kind.' }]);
  });

  it('takes a leading system turn for instructions, and leaves a later one where it is', () => {
    const contents = [
      { role: 'system', parts: [{ text: 'First.' }] },
      { role: 'user', parts: [{ text: 'Hi' }] },
      { role: 'developer', parts: [{ text: 'Later.' }] },
    ];
    expect(decode({ contents })).toMatchObject({
      system: [{ text: 'First.' }],
      messages: [hi, { role: 'system', parts: [{ type: 'text', text: 'Later.' }] }],
    });
  });

  it('puts a streamed answer together again, white space and all', () => {
    const contents = [
      'Hi',
      modelChunk({ text: 'I think', thought: true }),
      modelChunk({ text: ' so.', thought: true }),
      modelChunk({ text: 'Hello' }),
      modelChunk({ text: '\n\n' }),
      modelChunk({ text: 'world' }),
      modelChunk({ functionCall: { name: 'f', args: {} } }),
      modelChunk({ text: '' }),
    ];
    expect(decode({ contents }).messages[1]?.parts).toEqual([
      {
        type: 'reasoning',
        text: 'I think so.',
        origin: { protocol: 'gemini', channelId: null, model: null },
      },
      { type: 'text', text: 'Hello\n\nworld' },
      { type: 'toolCall', id: '', name: 'f', args: '{}' },
    ]);
  });

  it('case 51: a signature on an empty trailing part belongs to the text before it', () => {
    const contents = [
      'Hi',
      { role: 'model', parts: [{ text: 'Hello' }] },
      { role: 'model', parts: [{ text: '', thoughtSignature: 'c2ln' }] },
    ];
    expect(decode({ contents }).messages[1]?.parts).toEqual([
      { type: 'text', text: 'Hello', signature: 'c2ln' },
    ]);
  });

  it('case 50: the signature stays on the call it came with; a stand-in is none', () => {
    expect(
      decodeParts(
        'model',
        { functionCall: { name: 'a' }, thoughtSignature: 'c2ln' },
        { functionCall: { name: 'b' }, thoughtSignature: 'skip_thought_signature_validator' },
      ),
    ).toEqual([
      { type: 'toolCall', id: '', name: 'a', args: '', signature: 'c2ln' },
      { type: 'toolCall', id: '', name: 'b', args: '' },
    ]);
  });

  it('case 27: calls and results without ids keep their order, and get none', () => {
    const contents = [
      'Hi',
      { role: 'model', parts: [{ functionCall: { name: 'f' } }, { functionCall: { name: 'f' } }] },
      {
        role: 'user',
        parts: [
          { functionResponse: { name: 'f', response: { output: '1' } } },
          { functionResponse: { name: 'f', response: { output: '2' } } },
        ],
      },
    ];
    const { messages } = decode({ contents });
    expect(messages[1]?.parts).toMatchObject([{ id: '' }, { id: '' }]);
    expect(messages[2]?.parts).toMatchObject([
      { callId: '', name: 'f', content: [{ text: '1' }] },
      { callId: '', name: 'f', content: [{ text: '2' }] },
    ]);
  });

  it.each([
    [{ output: 'ok' }, { content: [{ type: 'text', text: 'ok' }] }],
    [{ error: 'no' }, { content: [{ type: 'text', text: 'no' }], isError: true }],
    [{ result: 'ok' }, { content: [{ type: 'text', text: 'ok' }], structured: { result: 'ok' } }],
    [
      { output: { a: 1 } },
      { content: [{ type: 'text', text: '{"a":1}' }], structured: { output: { a: 1 } } },
    ],
    [
      { a: 1, b: 2 },
      { content: [{ type: 'text', text: '{"a":1,"b":2}' }], structured: { a: 1, b: 2 } },
    ],
    [{}, { content: [] }],
    [undefined, { content: [] }],
  ])('reads the response %j of a function', (response, expected) => {
    expect(decodeParts('user', { functionResponse: { name: 'f', response } })).toEqual([
      { type: 'toolResult', callId: '', name: 'f', ...expected },
    ]);
  });

  it('reads media within the response of a function', () => {
    const parts = [{ inlineData: { mimeType: 'image/png', data: 'AAAA' } }];
    expect(
      decodeParts('user', { functionResponse: { name: 'f', response: { output: 'x' }, parts } }),
    ).toMatchObject([
      { content: [{ type: 'text' }, { type: 'image', source: { type: 'base64', data: 'AAAA' } }] },
    ]);
  });

  it.each([
    [
      { inlineData: { mimeType: 'application/pdf', data: 'AAAA', displayName: 'a.pdf' } },
      'document',
      'base64',
    ],
    [{ inlineData: { mimeType: 'audio/wav', data: 'AAAA' } }, 'audio', 'base64'],
    [{ inlineData: { mimeType: 'video/mp4', data: 'AAAA' } }, 'video', 'base64'],
    [{ inlineData: { mimeType: 'text/plain', data: 'SGk=' } }, 'document', 'text'],
    [
      { fileData: { fileUri: 'https://generativelanguage.googleapis.com/v1beta/files/a1' } },
      'document',
      'file',
    ],
    [{ fileData: { fileUri: 'https://example.com/a.png' } }, 'image', 'url'],
    [{ fileData: { fileUri: 'https://www.youtube.com/watch?v=1' } }, 'video', 'url'],
  ])('tells %j as what it is', (part, type, source) => {
    expect(decodeParts('user', part)).toMatchObject([{ type, source: { type: source } }]);
  });

  it('tells text that came as bytes', () => {
    expect(decodeParts('user', { inlineData: { mimeType: 'text/plain', data: 'SGk=' } })).toMatchObject([
      { source: { text: 'Hi' } },
    ]);
  });

  it('keeps what Google ran itself with a digest, and unknown parts with their name', () => {
    expect(
      decodeParts(
        'model',
        { executable_code: { language: 'PYTHON', code: 'print(1)' } },
        { codeExecutionResult: { outcome: 'OUTCOME_OK', output: '1' } },
        { hologram: { a: 1 } },
      ),
    ).toMatchObject([
      {
        type: 'serverTool',
        raw: { executableCode: { code: 'print(1)' } },
        digest: '```python\nprint(1)\n```',
      },
      { type: 'serverTool', digest: '```\n1\n```' },
      { type: 'opaque', label: 'hologram' },
    ]);
  });

  it("tells Google's own tools apart from functions", () => {
    expect(
      decodeTools(
        { google_search: { exclude_domains: ['a.example'] } },
        { urlContext: {}, codeExecution: {} },
        { computerUse: { environment: 'ENVIRONMENT_BROWSER' } },
        { fileSearch: {} },
      ),
    ).toMatchObject([
      { type: 'server', server: 'web_search', options: { blockedDomains: ['a.example'] } },
      { type: 'server', server: 'web_fetch' },
      { type: 'server', server: 'code' },
      { type: 'clientBuiltin', name: 'computer_use' },
      { type: 'server', server: 'other', raw: { fileSearch: {} } },
    ]);
  });

  it('case 16: a long name with dots comes through as it is', () => {
    const name = `mcp.server.${'x'.repeat(79)}`;
    expect(decodeTools({ functionDeclarations: [{ name }] })).toEqual([
      { type: 'function', name, schema: null },
    ]);
    expect(decodeChoice({ mode: 'ANY', allowedFunctionNames: [name] })).toEqual({ mode: 'named', name });
  });

  it.each([
    [{ mode: 'AUTO' }, { mode: 'auto' }],
    [{ mode: 'NONE' }, { mode: 'none' }],
    [{ mode: 'ANY' }, { mode: 'required' }],
    [
      { mode: 'ANY', allowedFunctionNames: ['a', 'b'] },
      { mode: 'allowed', names: ['a', 'b'], required: true },
    ],
    [{ mode: 'VALIDATED' }, { mode: 'auto' }],
    [
      { mode: 'VALIDATED', allowedFunctionNames: ['a'] },
      { mode: 'allowed', names: ['a'], required: false },
    ],
    [{ mode: 'MODE_UNSPECIFIED' }, null],
    [{}, null],
  ])('reads the tool choice %j', (config, expected) => {
    expect(decodeChoice(config)).toEqual(expected);
  });

  it.each([
    [undefined, { mode: 'default', show: 'default' }],
    [{}, { mode: 'default', show: 'none' }],
    [{ includeThoughts: true }, { mode: 'default', show: 'summary' }],
    [{ thinkingBudget: 0 }, { mode: 'off', show: 'none' }],
    [
      { thinkingBudget: -1, includeThoughts: true },
      { mode: 'adaptive', show: 'summary' },
    ],
    [{ thinkingBudget: '512' }, { mode: 'budget', budget: 512, show: 'none' }],
    [{ thinkingLevel: 'HIGH' }, { mode: 'effort', effort: 'high', show: 'none' }],
    [{ thinkingLevel: 'THINKING_LEVEL_UNSPECIFIED' }, { mode: 'default', show: 'none' }],
  ])('reads the thinking config %j', (thinkingConfig, expected) => {
    expect(decodeConfig({ thinkingConfig }).reasoning).toEqual(expected);
  });

  it.each([
    [{ responseMimeType: 'application/json' }, { type: 'json' }],
    [{ responseMimeType: 'text/plain' }, { type: 'text' }],
    [
      { responseMimeType: 'application/json', responseSchema: { type: 'STRING', nullable: true } },
      { type: 'schema', name: null, schema: { type: ['string', 'null'] } },
    ],
    [
      { responseMimeType: 'application/json', responseJsonSchema: { type: 'string' } },
      { type: 'schema', name: null, schema: { type: 'string' } },
    ],
  ])('reads the format of %j', (config, expected) => {
    expect(decodeConfig(config).format).toEqual(expected);
  });

  it('keeps what it does not map for a channel of the same protocol', () => {
    expect(
      decode({
        contents: 'Hi',
        safetySettings: [{ category: 'X' }],
        labels: { a: 'b' },
        generation_config: { temperature: 1, speech_config: {}, mediaResolution: 'LOW' },
        toolConfig: { functionCallingConfig: {}, retrievalConfig: { languageCode: 'de' } },
      }).extra,
    ).toEqual({
      safetySettings: [{ category: 'X' }],
      labels: { a: 'b' },
      generationConfig: { speech_config: {}, mediaResolution: 'LOW' },
      toolConfig: { retrievalConfig: { languageCode: 'de' } },
    });
  });

  it('takes model and streaming from the path, or the model from the body', () => {
    const fromPath = { model: 'models/gemini-3.5-flash', stream: true };
    expect(decodeRequest({ contents: 'Hi' }, createDecodeContext({ fromPath }))).toMatchObject({
      model: 'gemini-3.5-flash',
      stream: true,
    });
    const noPath = createDecodeContext({ fromPath: null });
    expect(decodeRequest({ contents: 'Hi', model: 'models/a' }, noPath).model).toBe('a');
    expect(() => decodeRequest({ contents: 'Hi' }, noPath)).toThrow('model: is required');
  });

  it('finds the request in a token count', () => {
    expect(decode({ generateContentRequest: { model: 'models/a', contents: 'Hi' } }).messages).toEqual([hi]);
  });

  it.each([
    [null, 'body: must be an object'],
    [{}, 'contents: is required'],
    [{ contents: [] }, 'contents: must not be empty'],
    [{ contents: 3 }, 'contents: must be an array'],
    [{ contents: ['a', { role: 'alien', parts: [] }] }, "contents.1.role: must be 'user' or 'model'"],
    [{ contents: [{ parts: [3] }] }, 'contents.0.parts.0: must be an object'],
    [{ contents: [{ parts: [{ text: 3 }] }] }, 'contents.0.parts.0.text: must be a string'],
    [{ contents: [{ parts: [{ functionCall: {} }] }] }, 'contents.0.parts.0.functionCall.name: is required'],
    [
      { contents: [{ parts: [{ functionCall: { name: 'f', args: [] } }] }] },
      'contents.0.parts.0.functionCall.args: must be an object',
    ],
    [
      { contents: [{ parts: [{ inlineData: { data: 'AA' } }] }] },
      'contents.0.parts.0.inlineData.mimeType: is required',
    ],
    [
      { contents: 'Hi', tools: [{ functionDeclarations: [{}] }] },
      'tools.0.functionDeclarations.0.name: is required',
    ],
    [{ contents: 'Hi', tools: ['f'] }, 'tools.0: must be an object'],
    [
      { contents: 'Hi', toolConfig: { functionCallingConfig: { mode: 'MAYBE' } } },
      'toolConfig.functionCallingConfig.mode: must be',
    ],
    [
      { contents: 'Hi', generationConfig: { temperature: 'hot' } },
      'generationConfig.temperature: must be a number',
    ],
    [
      { contents: 'Hi', generationConfig: { thinkingConfig: { thinkingLevel: 'SOME' } } },
      'generationConfig.thinkingConfig.thinkingLevel: must be',
    ],
  ])('names what is wrong with %j', (body, message) => {
    expect(() => decode(body)).toThrow(
      expect.objectContaining({ kind: 'invalid_request', message: expect.stringContaining(message) }),
    );
  });

  it.each([
    ['cachedContent', { cachedContent: 'cachedContents/1' }],
    ['continuationToken', { continuation_token: 'abc' }],
    ['AUDIO', { generationConfig: { responseModalities: ['AUDIO'] } }],
  ])('refuses %s, which only Gemini can do', (name, members) => {
    expect(() => decode({ contents: 'Hi', ...members })).toThrow(
      expect.objectContaining({
        kind: 'unsupported_conversion',
        message: expect.stringContaining(name),
      }),
    );
  });

  it('answers arguments too deep to be written with an error, not with a crash', () => {
    const args = JSON.parse(`${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`);
    expect(() => decode({ contents: [{ parts: [{ functionCall: { name: 'f', args } }] }] })).toThrow(
      expect.objectContaining({ kind: 'invalid_request' }),
    );
    const parameters = JSON.parse(`${'{"items":'.repeat(50_000)}{}${'}'.repeat(50_000)}`);
    expect(() => decodeTools({ functionDeclarations: [{ name: 'f', parameters }] })).toThrow(
      expect.objectContaining({ kind: 'invalid_request' }),
    );
  });

  it('keeps a property called __proto__ a property', () => {
    const body = JSON.parse(
      '{"contents":"Hi","__proto__":{"a":1},"tools":[{"functionDeclarations":[{"name":"f","parameters":{"type":"OBJECT","properties":{"__proto__":{"type":"STRING"}}}}]}]}',
    );
    const { tools, extra } = decode(body);
    expect(JSON.stringify(tools)).toContain('{"__proto__":{"type":"string"}}');
    expect(Object.getPrototypeOf(extra)).toBe(Object.prototype);
  });

  it('says what of the instructions was lost', () => {
    const { warnings, warn } = createWarnings();
    const systemInstruction = {
      parts: [{ text: 'a' }, { inlineData: { mimeType: 'image/png', data: 'AA' } }],
    };
    decodeRequest({ contents: 'Hi', systemInstruction }, createDecodeContext({ warn }));
    expect(warnings).toEqual(['systemInstruction: only its texts were kept.']);
  });
});
