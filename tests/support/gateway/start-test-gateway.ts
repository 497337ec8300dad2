import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { UNBOUND, type GatewayTokenScope } from '#shared/domain/gateway-token';
import type { RequestRecord } from '#shared/domain/request-record';
import { EMPTY_ROUTING_TABLE, type RoutingTable } from '#shared/domain/routing-table';
import { settingsSchema, type Timeouts } from '#shared/domain/settings';
import type { MediaFetcher } from '#main/gateway/conversion/fetch-media';
import { createGateway } from '#main/gateway/create-gateway';
import type {
  ExchangeSink,
  FallbackHandler,
  GatewayChannel,
  GatewayConfig,
  Logger,
} from '#main/gateway/ports';
import type { Gateway } from '#main/gateway/types';
import type { UserCode } from '#main/gateway/user-code/user-code';

export const TEST_TOKEN = 'rtx_fake-token-for-tests-0000000001';
/** Of somebody else, and bound to nothing. */
export const OTHER_TEST_TOKEN = 'rtx_fake-token-for-tests-0000000002';

export interface TestGatewayOptions {
  readonly channels?: readonly GatewayChannel[];
  readonly settings?: Omit<Partial<GatewayConfig['settings']>, 'timeouts'> & { timeouts?: Partial<Timeouts> };
  /** What the gateway token is bound to. */
  readonly scope?: Partial<GatewayTokenScope>;
  readonly routing?: RoutingTable;
  readonly fallback?: FallbackHandler;
  readonly media?: MediaFetcher;
  readonly userCode?: UserCode;
  readonly exchanges?: ExchangeSink;
  readonly host?: string;
}

export interface TestGateway {
  readonly url: string;
  readonly token: string;
  readonly gateway: Gateway;
  /** In the order in which the requests finished. */
  readonly records: readonly RequestRecord[];
  /** What was logged at `warn` and above. */
  readonly problems: readonly { message: string; fields: object }[];
  /** Replaces channels and settings, as a change by the user does. */
  configure(options: Pick<TestGatewayOptions, 'channels' | 'settings' | 'scope' | 'routing'>): void;
  /** From now on the clock is ahead by so much more. */
  passTime(ms: number): void;
  /** Resolves with record number `count` (from 1): the sink hears of a request just after its client. */
  waitForRecord(count: number, timeoutMs?: number): Promise<RequestRecord>;
  close(): Promise<void>;
}

/** The real gateway on a free loopback port, with records kept in memory. */
export async function startTestGateway(options: TestGatewayOptions = {}): Promise<TestGateway> {
  const records: RequestRecord[] = [];
  const problems: { message: string; fields: object }[] = [];
  let aheadMs = 0;
  const gateway = createGateway({
    config: { load: () => buildConfig(options) },
    clock: { now: () => Date.now() + aheadMs, monotonic: () => performance.now() + aheadMs },
    logger: createProblemLogger(problems),
    redact: (text) => text,
    sink: { record: (record) => void records.push(record) },
    ...(options.fallback === undefined ? {} : { fallback: options.fallback }),
    ...(options.media === undefined ? {} : { media: options.media }),
    ...(options.userCode === undefined ? {} : { userCode: options.userCode }),
    ...(options.exchanges === undefined ? {} : { exchanges: options.exchanges }),
  });
  const { address } = await gateway.start({ host: options.host ?? '127.0.0.1', port: 0 });

  return {
    url: address,
    token: TEST_TOKEN,
    gateway,
    records,
    problems,
    configure: (next) => {
      gateway.applyConfig(buildConfig(next));
    },
    passTime(ms) {
      aheadMs += ms;
    },
    async waitForRecord(count, timeoutMs = 10_000) {
      const deadline = Date.now() + timeoutMs;
      for (;;) {
        const record = records[count - 1];
        if (record !== undefined) return record;
        if (Date.now() > deadline)
          throw new Error(`only ${records.length} of ${count} requests were recorded`);
        await sleep(5);
      }
    },
    close: () => gateway.stop({ drainMs: 0 }),
  };
}

/** A channel with one key and nothing special; `change` says what matters to the test. */
export function testChannel(
  change: Partial<GatewayChannel> & Pick<GatewayChannel, 'protocol' | 'baseUrl'> & { key?: string },
): GatewayChannel {
  const { key, ...rest } = change;
  const id = rest.id ?? 'ch_test';
  return {
    id,
    name: id,
    provider: 'custom',
    authStyle: AUTH_STYLES[rest.protocol],
    models: ['*'],
    modelMapping: {},
    defaultModel: null,
    priority: 50,
    weight: 1,
    enabled: true,
    profile: {},
    credentials: key === undefined ? [] : [{ id: `cr_${id}`, kind: 'key', secret: key }],
    unreadableCredentials: 0,
    ...rest,
  };
}

const AUTH_STYLES = {
  'anthropic-messages': 'x-api-key',
  'openai-chat': 'bearer',
  'openai-responses': 'bearer',
  gemini: 'x-goog-api-key',
} as const;

function buildConfig({
  channels = [],
  settings = {},
  scope = {},
  routing = EMPTY_ROUTING_TABLE,
}: TestGatewayOptions): GatewayConfig {
  return {
    channels,
    tokens: [
      {
        ...UNBOUND,
        id: 'tk_test',
        name: 'default',
        sha256: sha256(TEST_TOKEN),
        ...scope,
      },
      { ...UNBOUND, id: 'tk_other', name: 'other', sha256: sha256(OTHER_TEST_TOKEN) },
    ],
    routing,
    settings: {
      ...settingsSchema.parse({ timeouts: settings.timeouts ?? {} }),
      ...withoutTimeouts(settings),
    },
  };
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

function withoutTimeouts(settings: NonNullable<TestGatewayOptions['settings']>) {
  const { timeouts: _timeouts, ...rest } = settings;
  return rest;
}

function createProblemLogger(problems: { message: string; fields: object }[]): Logger {
  const note = (fields: object, message: string): void => void problems.push({ message, fields });
  const logger: Logger = {
    debug: () => undefined,
    info: () => undefined,
    warn: note,
    error: note,
    child: () => logger,
  };
  return logger;
}
