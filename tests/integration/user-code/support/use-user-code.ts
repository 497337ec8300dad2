import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import type { GatewayChannel } from '#main/gateway/ports';
import { createUserCode, type UserCodeThreads } from '#main/worker-threads/user-code/create-user-code';
import { FAKE_KEY, startFakeProvider, type FakeProvider } from '#tests/support/fake-provider/index';
import {
  startTestGateway,
  testChannel,
  type TestGateway,
  type TestGatewayOptions,
} from '#tests/support/gateway/start-test-gateway';

const silent = () => undefined;
const logger = { debug: silent, info: silent, warn: silent, error: silent, child: () => logger };

export interface UserCodeRig {
  readonly provider: FakeProvider;
  readonly gateway: TestGateway;
  readonly userCode: UserCodeThreads;
  /** What the user's files have written to their consoles. */
  readonly output: readonly string[];
  /** Saves a file and gives its path. */
  save(name: string, source: string): string;
  channel(change: Partial<GatewayChannel> & { id: string }): GatewayChannel;
  configure(options: Pick<TestGatewayOptions, 'channels' | 'settings' | 'scope'>): void;
  /** Sends an Anthropic request. */
  ask(body?: object): Promise<Response>;
}

/**
 * A gateway that runs files of the user in real threads.
 *
 * @param limitMs generous where a test is about answers: a machine that is busy must not make it fail
 */
export function useUserCode(limitMs: () => number = () => 20_000): UserCodeRig {
  let provider: FakeProvider;
  let gateway: TestGateway;
  let userCode: UserCodeThreads;
  let directory: string;
  let saves = 0;
  const output: string[] = [];

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'routex-user-code-'));
    provider = await startFakeProvider();
    output.length = 0;
    userCode = createUserCode({
      clock: { now: () => Date.now(), monotonic: () => performance.now() },
      logger: { ...logger, info: (fields: object) => void output.push(JSON.stringify(fields)) },
      memoryLimitMb: 64,
      loadLimitMs: 20_000,
    });
    gateway = await startTestGateway({ userCode });
  });
  afterEach(async () => {
    await gateway.close();
    await userCode.close();
    await provider.close();
    rmSync(directory, { recursive: true, force: true });
  });

  return {
    get provider() {
      return provider;
    },
    get gateway() {
      return gateway;
    },
    get userCode() {
      return userCode;
    },
    output,
    save(name, source) {
      const path = join(directory, name);
      writeFileSync(path, source);
      // Two saves within a tick of the file system's clock are two all the same.
      saves += 1;
      utimesSync(path, saves, saves);
      return path;
    },
    channel: (change) =>
      testChannel({
        protocol: 'anthropic-messages',
        baseUrl: provider.url,
        key: FAKE_KEY,
        ...change,
      }),
    configure: ({ settings, ...options }) =>
      gateway.configure({ ...options, settings: { ...settings, timeouts: { userCodeMs: limitMs() } } }),
    ask: (body = {}) =>
      fetch(`${gateway.url}/v1/messages`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-api-key': gateway.token,
          'anthropic-version': '2023-06-01',
          'user-agent': 'claude-cli/2.0.0 (external, cli)',
          'x-claude-code-session-id': 'session-1',
        },
        body: JSON.stringify({
          model: 'claude-sonnet-5',
          max_tokens: 50,
          messages: [{ role: 'user', content: 'Hello' }],
          ...body,
        }),
      }),
  };
}
