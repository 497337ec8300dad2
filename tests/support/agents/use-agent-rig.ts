import { afterAll, afterEach, beforeAll, expect, vi } from 'vitest';
import * as z from 'zod';
import type { CreateChannel } from '#shared/contract/channels';
import { requestPageSchema } from '#shared/contract/requests';
import { PROTOCOL_IDS } from '#shared/domain/protocol';
import type { RequestRecord } from '#shared/domain/request-record';
import {
  FAKE_SIGNATURE,
  readConversation,
  startFakeProvider,
  type FakeProvider,
  type RecordedRequest,
} from '#tests/support/fake-provider/index';
import type { Agent } from './agent';
import type { AgentRun } from './run-agent';
import { startRoutex, type RunningRoutex } from './start-routex';
import { playTask, TASK } from './task';

/** What every channel calls its model: no agent's own name for it. */
export const UPSTREAM_MODEL = 'upstream-fake-model';
const SPARE_SIGNATURE = 'c3BhcmUtcHJvdmlkZXItc2lnbmF0dXJl';

const RECORDS_TIMEOUT_MS = 5000;
const createdSchema = z.object({ id: z.string() });

export interface TaskOptions {
  /** Further arguments of the agent's command. */
  readonly args?: readonly string[];
  /** Settles before the turn that calls the tool is answered. */
  readonly beforeCall?: () => Promise<void>;
}

/**
 * The built Routex with a channel of each protocol, named after it, to one fake provider, and another (`spare …`) to a second
 * one; the same for all tests of a file.
 */
export interface AgentRig {
  readonly provider: FakeProvider;
  /** It takes only the reasoning that it has signed itself. */
  readonly spare: FakeProvider;
  readonly routex: RunningRoutex;
  /** Lets a channel answer from now on, as a click in the tray does. */
  use(channel: string): Promise<void>;
  /** Has an agent do the task, with its model played at both providers. */
  runTask(agent: Agent, options?: TaskOptions): Promise<AgentRun>;
  /** What was recorded in this test, oldest first. */
  records(): Promise<readonly RequestRecord[]>;
}

/** The requests of the task itself, without those that agents make beside it. */
export function selectTurns(agent: Agent, { requests }: FakeProvider): readonly RecordedRequest[] {
  return requests.filter((request) => {
    const generates = request.endpoint.kind === 'generate';
    return generates && readConversation(request).toolNames.includes(agent.shell.name);
  });
}

/** Closes each test with what must hold in all of them: nothing broke inside, and the gateway token went nowhere. */
export function useAgentRig(): AgentRig {
  const channels = new Map<string, string>();
  let provider: FakeProvider;
  let spare: FakeProvider;
  let routex: RunningRoutex;
  let before: ReadonlySet<string> = new Set();

  const addChannel = async (
    name: string,
    upstream: FakeProvider,
    channel: Partial<CreateChannel>,
  ): Promise<void> => {
    const created = await routex.api('POST', '/channels', {
      name,
      baseUrl: upstream.url,
      modelMapping: { '*': UPSTREAM_MODEL },
      credentials: [{ kind: 'key', secret: upstream.key }],
      ...channel,
    });
    channels.set(name, createdSchema.parse(created).id);
  };

  const listRecords = async (): Promise<readonly RequestRecord[]> => {
    const page = requestPageSchema.parse(await routex.api('GET', '/requests?limit=200'));
    return page.items.toReversed();
  };

  beforeAll(async () => {
    provider = await startFakeProvider({ signature: FAKE_SIGNATURE });
    spare = await startFakeProvider({ signature: SPARE_SIGNATURE });
    routex = await startRoutex();
    for (const protocol of PROTOCOL_IDS) {
      // oxlint-disable-next-line no-await-in-loop -- in this order
      await addChannel(protocol, provider, { protocol });
      // oxlint-disable-next-line no-await-in-loop -- as above
      await addChannel(`spare ${protocol}`, spare, { protocol, priority: 10 });
    }
  });
  afterEach(async () => {
    const upstreams = [provider, spare];
    const wire = upstreams
      .flatMap(({ requests }) => requests)
      .flatMap(({ path, rawHeaders, bodyText }) => [path, ...rawHeaders, bodyText]);
    const errors = upstreams.flatMap((upstream) => upstream.errors);
    for (const upstream of upstreams) upstream.clear();
    before = new Set((await listRecords()).map(({ id }) => id));
    expect(errors).toEqual([]);
    expect(wire.join('\n')).not.toContain(routex.token);
    expect(routex.problems).toEqual([]);
  });
  afterAll(async () => {
    const exitCode = await routex?.stop();
    await provider?.close();
    await spare?.close();
    if (exitCode !== undefined) expect(exitCode).toBe(0);
  });

  return {
    get provider() {
      return provider;
    },
    get spare() {
      return spare;
    },
    get routex() {
      return routex;
    },
    async use(name) {
      const channel = channels.get(name);
      if (channel === undefined) throw new Error(`there is no channel ${name}`);
      await routex.api('PUT', '/routing/active', { channel });
    },
    runTask(agent, { args = [], beforeCall } = {}) {
      for (const upstream of [provider, spare]) upstream.replyAlways(playTask(agent, beforeCall));
      return agent.run({ prompt: TASK.prompt, address: routex.url, token: routex.token, args });
    },
    // They are written a moment after their clients have their answers.
    records: () =>
      vi.waitFor(
        async () => {
          const records = (await listRecords()).filter(({ id }) => !before.has(id));
          const asked = [provider, spare]
            .flatMap(({ requests }) => requests)
            .filter(({ endpoint }) => endpoint.kind === 'generate');
          expect(records.flatMap(({ attempts }) => attempts)).toHaveLength(asked.length);
          return records;
        },
        { timeout: RECORDS_TIMEOUT_MS, interval: 50 },
      ),
  };
}
