import fc from 'fast-check';
import type { ProtocolId } from '#shared/domain/protocol';
import type { Area } from './check-answer';

export interface FuzzEndpoint {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Null: the path of a call of the protocol. */
  readonly target: string | null;
  readonly area: Area;
  /** Whose token header and body it gets. */
  readonly protocol: ProtocolId;
  /** A call that the provider answers with the marker. */
  readonly generates: boolean;
  /** Served whatever the Host header says. */
  readonly open: boolean;
  readonly modelList: boolean;
}

type Given = Partial<FuzzEndpoint> & Pick<FuzzEndpoint, 'method' | 'target' | 'area'>;

function endpoint(given: Given): FuzzEndpoint {
  const protocol = given.area.kind === 'client' ? given.area.protocol : 'openai-chat';
  return { protocol, generates: false, open: false, modelList: false, ...given };
}

const generate = (protocol: ProtocolId): FuzzEndpoint =>
  endpoint({ method: 'POST', target: null, area: { kind: 'client', protocol }, generates: true });

const GENERATE: readonly FuzzEndpoint[] = [
  generate('anthropic-messages'),
  generate('openai-chat'),
  generate('openai-responses'),
  generate('gemini'),
];

const OTHER_CALLS: readonly FuzzEndpoint[] = (
  [
    ['anthropic-messages', '/v1/messages/count_tokens'],
    ['openai-responses', '/v1/responses/input_tokens'],
    ['gemini', '/v1beta/models/test-model:countTokens'],
  ] as const
).map(([protocol, target]) => endpoint({ method: 'POST', target, area: { kind: 'client', protocol } }));

const MODEL_LISTS: readonly FuzzEndpoint[] = [
  '/v1/models',
  '/v1beta/models',
  '/v1/models/gpt-x',
  '/models/a%2Fb',
].map((target) => endpoint({ method: 'GET', target, area: { kind: 'unknown' }, modelList: true }));

const PAGES: readonly FuzzEndpoint[] = [
  endpoint({ method: 'GET', target: '/health/live', area: { kind: 'page' }, open: true }),
  endpoint({ method: 'GET', target: '/health/ready', area: { kind: 'page' }, open: true }),
  endpoint({ method: 'GET', target: '/dashboard', area: { kind: 'page' } }),
  endpoint({ method: 'GET', target: '/dashboard/login?code=wrong', area: { kind: 'page' } }),
];

/** Nothing here ends the process, changes who may come in, or never ends. */
const API: readonly FuzzEndpoint[] = (
  [
    ['GET', '/api/status'],
    ['GET', '/api/channels'],
    ['GET', '/api/channels/ch_none'],
    ['POST', '/api/channels/ch_none/test'],
    ['PATCH', '/api/channels/ch_none'],
    ['DELETE', '/api/channels/__proto__'],
    ['GET', '/api/requests'],
    ['GET', '/api/requests/..%2f..%2fetc'],
    ['GET', '/api/analytics'],
    ['GET', '/api/presets'],
    ['GET', '/api/settings'],
    ['GET', '/api/gateway-tokens'],
    ['DELETE', '/api/gateway-tokens/%00'],
    ['GET', '/api/openapi.json'],
    ['GET', '/api/nothing/here'],
  ] as const
).map(([method, target]) => endpoint({ method, target, area: { kind: 'api' } }));

/** Paths nobody serves, made of what the served ones are made of. */
const segment = fc.oneof(
  fc.constantFrom(
    'v1',
    'v1beta',
    'models',
    'messages',
    'responses',
    'chat',
    'completions',
    'x:generateContent',
    '..',
    '%2e%2e',
    '%00',
    'a'.repeat(3000),
    '%',
    ';',
    "'",
    '*',
  ),
  fc.string({ unit: fc.constantFrom(...'abc:/%.~!$&()*+,;=@_-'), minLength: 1, maxLength: 12 }),
);

const strange: fc.Arbitrary<FuzzEndpoint> = fc
  .record({
    segments: fc.array(segment, { minLength: 1, maxLength: 6 }),
    method: fc.constantFrom('GET' as const, 'POST' as const),
  })
  .map(({ segments, method }) =>
    endpoint({ method, target: `/nobody/${segments.join('/')}`, area: { kind: 'unknown' } }),
  );

export const ENDPOINTS: fc.Arbitrary<FuzzEndpoint> = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(...GENERATE) },
  { weight: 3, arbitrary: fc.constantFrom(...OTHER_CALLS) },
  { weight: 2, arbitrary: fc.constantFrom(...MODEL_LISTS) },
  { weight: 2, arbitrary: fc.constantFrom(...PAGES) },
  { weight: 3, arbitrary: fc.constantFrom(...API) },
  { weight: 2, arbitrary: strange },
);
