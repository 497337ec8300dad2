import type { AdminRig } from './open-admin';
import { CHANNEL_KEY, MODEL } from './open-admin';
import type { ProcedureName } from './procedures';

/** One request of a procedure, before it is turned into a path, a query and a body. */
export interface Call {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: Readonly<Record<string, unknown>>;
}

export interface ProcedureCase {
  /** Of a good answer. */
  readonly status: number;
  /** Makes what the request is about and gives one that must work. */
  prepare(rig: AdminRig): Promise<Call> | Call;
  /** Per field of the input what must be refused. A field in the path takes any text. */
  readonly refused: Readonly<Record<string, readonly unknown[]>>;
  /** Its answer shows a gateway token. */
  readonly shows?: 'token';
}

const LONG = 'x'.repeat(10_000);
const NO_TEXT = [5, null, true, [], {}] as const;
const NO_NUMBER = ['5', null, true, [], {}, -1, 1.5, 1e300] as const;
const NO_BOOLEAN = ['true', 1, 0, null, [], {}] as const;
const NO_REVISION = [...NO_NUMBER, 0];
/** A query carries text only. */
const NO_QUERY_NUMBER = ['x', '-1', 'NaN', 'Infinity', '1e999', '--1'] as const;

let counter = 0;
const unique = (word: string): string => `${word} ${(counter += 1)}`;

interface Made {
  readonly id: string;
  readonly revision: number;
}

const newChannel = (rig: AdminRig): Readonly<Record<string, unknown>> => ({
  name: unique('Channel'),
  protocol: 'openai-chat',
  baseUrl: `${rig.provider.url}/v1`,
  credentials: [{ kind: 'key', secret: CHANNEL_KEY }],
});
const makeChannel = (rig: AdminRig): Promise<Made> => rig.ask('POST', '/channels', newChannel(rig));

const OWN_PRICE = {
  model: 'own-*',
  provider: null,
  currency: 'USD',
  input: 1,
  output: 2,
  cacheRead: 0.1,
  cacheWrite5m: null,
  cacheWrite1h: null,
};
const NO_RATE = ['5', true, [], {}, -1, 1e300] as const;
const priceRefused = {
  model: ['', '  ', LONG, ...NO_TEXT],
  provider: ['', LONG, 5, true, [], {}],
  currency: ['', 'usd', 'DOLLAR', ...NO_TEXT],
  input: [...NO_RATE, null],
  output: [...NO_RATE, null],
  cacheRead: NO_RATE,
  cacheWrite5m: NO_RATE,
  cacheWrite1h: NO_RATE,
};

/** The first one: its bodies are stored. */
async function namesRequest(rig: AdminRig): Promise<Call> {
  const { items } = await rig.ask<{ items: Made[] }>('GET', '/requests');
  return { params: { id: items.at(-1)?.id ?? '' } };
}

const ruleTo = (channelId: string): Readonly<Record<string, unknown>> => ({
  id: 'rr_0123456789abcdef',
  name: 'Rule',
  targets: [{ channelId }],
});

async function makeToken(rig: AdminRig): Promise<Made> {
  const made = await rig.ask<Made & { token: string }>('POST', '/gateway-tokens', { name: unique('Token') });
  (rig.secrets as Set<string>).add(made.token);
  return made;
}

const credentialsRefused = [
  'x',
  [{}],
  [null],
  [{ kind: 'key' }],
  [{ kind: 'key', secret: '' }],
  [{ kind: 'key', secret: 'fake two\nlines' }],
  [{ kind: 'key', secret: 'fake-schlüssel' }],
  [{ kind: 'key', secret: 'x'.repeat(20_000) }],
  [{ kind: 'client', label: LONG }],
  Array.from({ length: 101 }, () => ({ kind: 'client' })),
];

const channelRefused = {
  provider: ['', 'nobody', '__proto__', ...NO_TEXT, LONG],
  protocol: ['', 'smtp', 'constructor', ...NO_TEXT],
  baseUrl: ['', 'ftp://host', 'http://name:password@host', 'javascript:alert(1)', ...NO_TEXT, LONG],
  authStyle: ['', 'None', ...NO_TEXT],
  models: ['m', [], [''], [1], [null], [LONG], Array.from({ length: 1001 }, () => 'm'), {}, null],
  modelMapping: ['m', [], { a: 1 }, { '': 'm' }, { a: '' }, { a: null }, { [LONG]: 'm' }, null],
  defaultModel: ['', 5, true, [], {}, LONG],
  priority: [...NO_NUMBER, 0, 101],
  weight: ['1', null, true, [], {}, -1, -0.1],
  priceMultiplier: ['5', true, [], {}, -1, 1e300],
  enabled: NO_BOOLEAN,
  profile: ['p', 1, [], null],
  transformers: [
    't',
    1,
    [],
    null,
    { nobodyKnows: 1 },
    { use: 'cleancache' },
    { use: [5] },
    { use: ['nobody'] },
    { use: ['__proto__'] },
    { use: ['maxtoken'] },
    { use: [['maxtoken']] },
    { use: [['maxtoken', null]] },
    { use: [['maxtoken', { max_tokens: -1 }]] },
    { use: Array.from({ length: 51 }, () => 'cleancache') },
    { models: { m: {} } },
  ],
};

/** Refused by the gateway itself. */
const NO_ANTHROPIC_REQUEST = [
  {},
  { model: 5 },
  { model: { toString: 0 } },
  { model: '' },
  { model: 'm' },
  { model: 'm', messages: 'x' },
  { model: 'm', messages: [5] },
  { model: 'm', messages: [{ role: 'wizard', content: 'x' }] },
  { model: 'm', messages: [{ role: 'user', content: [{ type: 5 }] }] },
  { model: 'm', messages: [{ role: 'user', content: 'x' }], max_tokens: 'many' },
  { model: 'm', messages: [{ role: 'user', content: 'x' }], max_tokens: 5, mcp_servers: [{ name: 'm' }] },
];

const scopeRefused = {
  project: ['', '  ', 5, true, [], {}, LONG],
  models: ['m', [], [''], [5], {}, [LONG]],
  channelIds: ['ch_x', [], [''], [5], {}, ['ch_unknown'], ['__proto__']],
};

const filterRefused = {
  project: ['', LONG],
  from: NO_QUERY_NUMBER,
  to: NO_QUERY_NUMBER,
  channelId: ['', LONG],
  model: ['', LONG],
  client: ['', 'browser', '__proto__'],
};

const analyticsRefused = {
  channelId: filterRefused.channelId,
  model: filterRefused.model,
  client: filterRefused.client,
  windowMs: [...NO_QUERY_NUMBER, '0', '1.5', '1e15'],
  utcOffsetMinutes: ['x', '1441', '-1441', '0.5', 'NaN'],
};

/** A file of the configuration as it is, so that restoring it changes nothing. */
async function exportBackup(rig: AdminRig): Promise<Call> {
  const { file } = await rig.ask<{ file: object }>('POST', '/backup/export', {});
  return { body: { file } };
}

const backupRefused = {
  file: [5, null, true, [], {}, 'x', { format: 'routex-backup', version: 1 }],
  password: ['', LONG, 5, true, [], {}],
  removeOthers: NO_BOOLEAN,
};

/** A good request of every procedure, and what each field of it must not be. */
export const CASES: Readonly<Record<ProcedureName, ProcedureCase>> = {
  'channels.list': { status: 200, prepare: () => ({}), refused: {} },
  'channels.get': {
    status: 200,
    prepare: async (rig) => ({ params: { id: (await makeChannel(rig)).id } }),
    refused: { id: [] },
  },
  'channels.create': {
    status: 201,
    prepare: (rig) => ({ body: newChannel(rig) }),
    refused: {
      ...channelRefused,
      name: ['', '  ', 'auto', 'AUTO', LONG, ...NO_TEXT],
      id: ['', 'ch_short', 'tk_0123456789abcdefgh', `ch_${LONG}`, '../../etc/passwd', ...NO_TEXT],
      credentials: [...credentialsRefused, [{ kind: 'stored', id: 'cr_x' }], null],
    },
  },
  'channels.update': {
    status: 200,
    prepare: async (rig) => {
      const { id, revision } = await makeChannel(rig);
      return { params: { id }, body: { revision, name: unique('Renamed'), weight: 2 } };
    },
    refused: {
      ...channelRefused,
      id: [],
      revision: NO_REVISION,
      name: ['', '  ', 'auto', LONG, ...NO_TEXT],
      credentials: [...credentialsRefused, [{ kind: 'stored', id: 'cr_of_another' }], null],
    },
  },
  'channels.remove': {
    status: 200,
    prepare: async (rig) => {
      const { id, revision } = await makeChannel(rig);
      return { params: { id }, body: { revision } };
    },
    refused: { id: [], revision: NO_REVISION },
  },
  'channels.reset': {
    status: 200,
    prepare: async (rig) => ({ params: { id: (await makeChannel(rig)).id } }),
    refused: { id: [] },
  },
  'channels.test': {
    status: 200,
    prepare: async (rig) => ({ params: { id: (await makeChannel(rig)).id }, body: { model: MODEL } }),
    refused: { id: [], model: ['', '  ', LONG, ...NO_TEXT] },
  },
  'channels.testDraft': {
    status: 200,
    prepare: (rig) => ({ body: { channel: newChannel(rig), model: MODEL } }),
    refused: {
      channel: [...NO_TEXT, 'x', { name: '' }, { name: 'X', protocol: 'smtp' }],
      stored: [...NO_TEXT, 'x', { id: 'ch_gone', revision: 1 }, { id: 'ch_gone' }],
      model: ['', '  ', LONG, ...NO_TEXT],
    },
  },
  'channels.testSteps': {
    status: 200,
    prepare: (rig) => ({ body: { channel: newChannel(rig), model: MODEL, goal: 'reach' } }),
    refused: {
      channel: [...NO_TEXT, 'x', { name: '' }, { name: 'X', protocol: 'smtp' }],
      stored: [...NO_TEXT, 'x', { id: 'ch_gone', revision: 1 }, { id: 'ch_gone' }],
      model: ['', '  ', LONG, ...NO_TEXT],
      goal: ['', 'all', ...NO_TEXT],
    },
  },
  'channels.models': {
    status: 200,
    prepare: (rig) => ({ body: { channel: newChannel(rig) } }),
    refused: {
      channel: [...NO_TEXT, 'x', { name: '' }, { name: 'X', protocol: 'smtp' }],
      stored: [...NO_TEXT, 'x', { id: 'ch_gone', revision: 1 }, { id: 'ch_gone' }],
    },
  },
  'routing.use': {
    status: 200,
    prepare: async (rig) => ({ body: { channel: (await makeChannel(rig)).id } }),
    refused: { channel: ['', ...NO_TEXT] },
  },
  'routing.explain': {
    status: 200,
    prepare: () => ({ body: { protocol: 'openai-chat', model: MODEL, headers: {}, body: { model: MODEL } } }),
    refused: {
      protocol: ['', 'smtp', ...NO_TEXT],
      model: ['', '  ', LONG, ...NO_TEXT],
      headers: [5, 'x', [], { 'x-team': 1 }],
      project: ['', LONG, 5, true, [], {}],
      body: ['', 5, null, true, []],
    },
  },
  'routing.table': { status: 200, prepare: () => ({}), refused: {} },
  'routing.saveTable': {
    status: 200,
    prepare: async (rig) => {
      const { revision } = await rig.ask<{ revision: number }>('GET', '/routing/table');
      const { id } = await makeChannel(rig);
      return { body: { revision, groups: [{ name: 'Own', channelIds: [id] }], rules: [ruleTo(id)] } };
    },
    refused: {
      revision: NO_REVISION,
      groups: [
        5,
        null,
        true,
        {},
        'g',
        [{}],
        [{ name: 'Own', channelIds: ['ch_gone'] }],
        [{ name: '', channelIds: [] }],
      ],
      rules: [
        5,
        null,
        true,
        {},
        [{}],
        [ruleTo('ch_gone')],
        [{ ...ruleTo('ch_gone'), targets: [{ group: 'nobody' }] }],
        [{ ...ruleTo('ch_gone'), targets: [] }],
        [{ ...ruleTo('ch_gone'), when: { pattern: '(' } }],
        [{ ...ruleTo('ch_gone'), when: { models: [LONG] } }],
        [{ ...ruleTo('ch_gone'), when: { unheardOf: 1 } }],
      ],
    },
  },
  'conversions.preview': {
    status: 200,
    prepare: async (rig) => ({
      body: {
        protocol: 'anthropic-messages',
        body: { model: MODEL, max_tokens: 10, messages: [{ role: 'user', content: 'Hello' }] },
        target: { channelId: (await makeChannel(rig)).id },
        response: { choices: [{ message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' }] },
      },
    }),
    refused: {
      protocol: ['', 'smtp', '__proto__', ...NO_TEXT],
      body: ['x', 5, null, true, [], ...NO_ANTHROPIC_REQUEST],
      path: ['x', 5, null, true, [], {}, { model: '' }, { model: 'm', stream: 'yes' }, { model: 'm' }],
      target: [
        'x',
        5,
        null,
        true,
        [],
        {},
        { model: 'm' },
        ...['', 5, null].map((channelId) => ({ channelId })),
        ...['', 'smtp', 5, null].map((protocol) => ({ protocol })),
        ...['', ' ', 5, LONG, '\ud800'].map((model) => ({ protocol: 'gemini', model })),
        ...['p', [], null, { nobodyKnows: 1 }, { images: 'yes' }, { maxTools: -1 }].map((profile) => ({
          protocol: 'openai-chat',
          profile,
        })),
        { protocol: 'openai-chat', channelId: 'ch_x' },
      ],
      response: ['x', 5, null, true, []],
    },
  },
  'backup.export': {
    status: 200,
    // With a password each one would take a third of a second and 128 MiB; `export-import.spec.ts` has those.
    prepare: () => ({ body: { secrets: false } }),
    refused: { secrets: NO_BOOLEAN, password: ['', 'short', LONG, ...NO_TEXT] },
  },
  'backup.preview': { status: 200, prepare: exportBackup, refused: backupRefused },
  'backup.restore': { status: 200, prepare: exportBackup, refused: backupRefused },
  'gatewayTokens.list': { status: 200, prepare: () => ({}), refused: {} },
  'gatewayTokens.create': {
    status: 201,
    prepare: () => ({ body: { name: unique('Token') } }),
    refused: {
      name: ['', '  ', LONG, ...NO_TEXT],
      id: ['', 'tk_short', 'ch_0123456789abcdefgh', '__proto__', ...NO_TEXT],
      ...scopeRefused,
    },
    shows: 'token',
  },
  'gatewayTokens.update': {
    status: 200,
    prepare: async (rig) => {
      const { id, revision } = await makeToken(rig);
      return { params: { id }, body: { revision, name: unique('Renamed'), enabled: false } };
    },
    refused: {
      id: [],
      revision: NO_REVISION,
      name: ['', LONG, ...NO_TEXT],
      enabled: NO_BOOLEAN,
      ...scopeRefused,
    },
  },
  'gatewayTokens.remove': {
    status: 200,
    prepare: async (rig) => ({ params: { id: (await makeToken(rig)).id } }),
    refused: { id: [] },
  },
  'gatewayTokens.reveal': {
    status: 200,
    prepare: async (rig) => ({ params: { id: (await makeToken(rig)).id } }),
    refused: { id: [] },
    shows: 'token',
  },
  'requests.list': {
    status: 200,
    prepare: () => ({ query: { limit: '10', from: '0', to: '99999999999999', model: MODEL } }),
    refused: {
      ...filterRefused,
      protocol: ['', 'smtp'],
      sessionId: ['', LONG],
      search: ['', LONG],
      gatewayTokenId: ['', LONG],
      outcome: ['', 'lost'],
      failureKind: ['', 'sadness'],
      limit: ['0', '201', '1.5', 'x', '-1', 'NaN'],
      cursor: [LONG, 'nonsense', '%', 'bnVsbA', Buffer.from('[1]').toString('base64url')],
    },
  },
  'requests.get': {
    status: 200,
    prepare: namesRequest,
    refused: { id: [] },
  },
  'requests.bodies': { status: 200, prepare: namesRequest, refused: { id: [] } },
  'requests.explain': { status: 200, prepare: namesRequest, refused: { id: [] } },
  'requests.replay': {
    status: 200,
    prepare: async (rig) => {
      await makeChannel(rig);
      return { ...(await namesRequest(rig)), body: { channelId: null, model: MODEL } };
    },
    refused: { id: [], channelId: ['', LONG, 5, true, [], {}], model: ['', LONG, 5, true, [], {}] },
  },
  'prices.list': { status: 200, prepare: () => ({}), refused: {} },
  'prices.set': { status: 200, prepare: () => ({ body: OWN_PRICE }), refused: priceRefused },
  'prices.remove': {
    status: 200,
    prepare: () => ({ body: { model: OWN_PRICE.model, provider: null } }),
    refused: { model: priceRefused.model, provider: priceRefused.provider },
  },
  'requests.clearBodies': { status: 200, prepare: () => ({}), refused: {} },
  'analytics.get': {
    status: 200,
    prepare: () => ({ query: { windowMs: '3600000', utcOffsetMinutes: '120' } }),
    refused: { ...analyticsRefused, from: filterRefused.from, to: filterRefused.to },
  },
  'analytics.stream': {
    status: 200,
    prepare: () => ({ query: { windowMs: '3600000' } }),
    refused: analyticsRefused,
  },
  'settings.get': { status: 200, prepare: () => ({}), refused: {} },
  'settings.update': {
    status: 200,
    prepare: async (rig) => {
      const { revision } = await rig.ask<{ revision: string }>('GET', '/settings');
      return { body: { revision, changes: { timeouts: { idleMs: 300_000 + (counter += 1) }, host: null } } };
    },
    refused: {
      revision: ['', LONG, ...NO_TEXT],
      changes: [
        null,
        'x',
        [],
        { prot: 1 },
        { pinnedChannelId: 'ch_x' },
        { constructor: 1 },
        { timeouts: 5 },
        { timeouts: [] },
        { timeouts: { idle: 1 } },
        ...[0, -1, 1.5, '1', 2 ** 31].map((idleMs) => ({ timeouts: { idleMs } })),
        ...[0, -1, 1.5, '1', 1e300].map((bodyBytes) => ({ limits: { bodyBytes } })),
        ...[-1, 65_536, '80', 1.5, []].map((port) => ({ port })),
        ...['', 'two words', 'a\0b', 5, LONG].map((host) => ({ host })),
        { logLevel: 'loud' },
        { language: 'fr' },
        { failOverFromPinned: 'yes' },
        { balancing: 'random' },
        ...['', 'router.js', './router.js', '/etc/passwd', `/${LONG.repeat(30)}.js`, 5].map(
          (customRouterPath) => ({
            customRouterPath,
          }),
        ),
        { allowedHosts: 'x' },
        { allowedHosts: [''] },
        { allowedOrigins: [5] },
        { allowedOrigins: Array.from({ length: 101 }, () => 'http://a') },
      ],
    },
  },
  'system.status': { status: 200, prepare: () => ({}), refused: {} },
  'system.events': { status: 200, prepare: () => ({}), refused: {} },
  'system.pause': { status: 200, prepare: () => ({}), refused: {} },
  'system.resume': { status: 200, prepare: () => ({}), refused: {} },
  'system.stop': {
    status: 200,
    prepare: () => ({ body: { drainMs: 0 } }),
    refused: { drainMs: [...NO_NUMBER, 3_600_001] },
  },
  'system.createDashboardLink': { status: 201, prepare: () => ({}), refused: {} },
  'presets.list': { status: 200, prepare: () => ({}), refused: {} },
  'transformers.list': { status: 200, prepare: () => ({}), refused: {} },
};
