import fc from 'fast-check';
import { PROTOCOL_IDS } from '#shared/domain/protocol';
import type { EncodeTarget } from '../../canonical/codec';
import type { CanonicalPart } from '../../canonical/part';
import type { CanonicalMessage, CanonicalRequest, CanonicalTool, ToolChoice } from '../../canonical/request';
import { createTestRequest } from './create-test-request';
import { createTestTarget } from './create-test-target';

/** Few values, so that they meet: the same ids twice, results of other turns, names that need changing. */
const ids = fc.constantFrom(
  '',
  'call_0',
  'call_1',
  'fc_1',
  'functions.read:0',
  'a b',
  `call_${'x'.repeat(80)}`,
);
const names = fc.constantFrom('read', 'mcp.read', 'ns__read', '', `long_${'y'.repeat(90)}`, '读');
const namespaces = fc.constantFrom(undefined, undefined, 'ns', 'mcp__gh__');
const texts = fc.constantFrom('', ' \n', 'hello', '<system-reminder>x');
const args = fc.constantFrom('', '{}', '{"a":1,}', 'ls', 'null', '[1]', '{"value":1}', '{"a":');
const protocols = fc.constantFrom(...PROTOCOL_IDS);

function define<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T;
}

const textPart = fc.record({ type: fc.constant('text'), text: texts });
const mediaPart = fc.record({
  type: fc.constantFrom('image', 'document'),
  source: fc.constantFrom(
    { type: 'base64', mediaType: 'image/png', data: 'AAAA' },
    { type: 'url', url: 'https://example.test/a' },
  ),
});
const foreignPart = fc.record({
  type: fc.constantFrom('opaque', 'serverTool', 'compaction'),
  protocol: protocols,
  raw: fc.constant({}),
  label: fc.constant('strange'),
  digest: texts,
  text: fc.constantFrom(null, 'summary'),
});
const callPart = fc
  .record({
    type: fc.constant('toolCall'),
    id: ids,
    name: names,
    namespace: namespaces,
    args,
    custom: fc.constantFrom(undefined, true),
    itemId: fc.constantFrom(undefined, 'fc_1'),
  })
  .map(define);
const resultPart = fc
  .record({
    type: fc.constant('toolResult'),
    callId: ids,
    name: fc.oneof(fc.constant(undefined), names),
    content: fc.array(fc.oneof(textPart, mediaPart, foreignPart), { maxLength: 2 }),
    isError: fc.constantFrom(undefined, true),
  })
  .map(define);

const messageArbitrary = fc.record({
  role: fc.constantFrom('user', 'user', 'assistant', 'assistant', 'system'),
  parts: fc.array(fc.oneof(textPart, callPart, callPart, resultPart, resultPart, mediaPart, foreignPart), {
    maxLength: 5,
  }),
}) as unknown as fc.Arbitrary<CanonicalMessage>;

const toolArbitrary = fc
  .oneof(
    fc.record({
      type: fc.constant('function'),
      name: names,
      namespace: namespaces,
      schema: fc.constantFrom(
        null,
        {},
        { type: 'object', properties: { a: {} } },
        { anyOf: [{ type: 'string' }] },
      ),
      strict: fc.constantFrom(undefined, true),
    }),
    fc.record({ type: fc.constant('custom'), name: names, namespace: namespaces, format: fc.constant(null) }),
    fc.record({
      type: fc.constant('server'),
      server: fc.constantFrom('web_search', 'other'),
      options: fc.constant({}),
      protocol: protocols,
      raw: fc.constant({ type: 'web_search' }),
    }),
  )
  .map(define) as unknown as fc.Arbitrary<CanonicalTool>;

const choiceArbitrary: fc.Arbitrary<ToolChoice | null> = fc.oneof(
  fc.constantFrom(null, { mode: 'auto' } as const, { mode: 'required' } as const),
  names.map((name) => ({ mode: 'named', name }) as const),
  fc.array(names).map((allowed) => ({ mode: 'allowed', names: allowed, required: false }) as const),
  fc.constant({ mode: 'hosted', server: 'web_search_preview' } as const),
);

/** Conversations as broken as clients and compaction leave them. */
export const arbitraryRequest: fc.Arbitrary<CanonicalRequest> = fc
  .record({
    messages: fc.array(messageArbitrary, { maxLength: 8 }),
    tools: fc.array(toolArbitrary, { maxLength: 4 }),
    toolChoice: choiceArbitrary,
    format: fc.constantFrom(
      { type: 'text' } as const,
      { type: 'json' } as const,
      { type: 'schema', name: null, schema: { type: 'object' } } as const,
    ),
    protocol: protocols,
  })
  .map(({ messages, protocol, ...rest }) => createTestRequest(messages, rest, protocol));

export const arbitraryTarget: fc.Arbitrary<EncodeTarget> = fc
  .record({
    protocol: protocols,
    profile: fc.record(
      {
        midSystem: fc.constantFrom('keep', 'user', 'hoist'),
        alternate: fc.boolean(),
        assistantAfterTool: fc.boolean(),
        prefill: fc.constantFrom('keep', 'none'),
        structured: fc.constantFrom('native', 'tool', 'prompt'),
        toolIdStyle: fc.constantFrom('default', 'alnum9', 'kimi'),
        lenientMedia: fc.boolean(),
        images: fc.boolean(),
        customTools: fc.boolean(),
        ggSchema: fc.constantFrom('json', 'openapi'),
      },
      { requiredKeys: [] },
    ),
  })
  .map(({ protocol, profile }) => createTestTarget(protocol, profile));

/** Of a message, for assertions. */
export function listIds(parts: readonly CanonicalPart[], type: 'toolCall' | 'toolResult'): readonly string[] {
  return parts.flatMap((part) => {
    if (part.type === 'toolCall' && type === 'toolCall') return [part.id];
    return part.type === 'toolResult' && type === 'toolResult' ? [part.callId] : [];
  });
}
