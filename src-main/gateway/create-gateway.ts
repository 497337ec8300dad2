import type { ServerResponse } from 'node:http';
import type { ChannelHealth } from '#shared/domain/channel-health';
import { listRouteHits } from '#shared/domain/list-route-hits';
import type { SystemState } from '#shared/domain/system-state';
import { createConversionDesk, type ConversionDesk } from './conversion/conversion-desk';
import { createMediaFetcher, type MediaFetcher } from './conversion/fetch-media';
import { previewConversion } from './conversion/preview-conversion';
import { createConversationMemory } from './pipeline/conversation-memory';
import { explainRequest } from './pipeline/explain-request';
import { handleRequest } from './pipeline/handle-request';
import { createLearnedQuirks } from './pipeline/learned-quirks';
import { maskSecrets } from './pipeline/mask-secrets';
import type {
  Clock,
  ConfigSource,
  ExchangeSink,
  FallbackHandler,
  GatewayConfig,
  Logger,
  Redact,
  RequestSink,
} from './ports';
import { createMemoryBudget } from './memory-budget';
import type { UpstreamError } from './protocols/types';
import { listUpstreamModels } from './providers/list-upstream-models';
import { createUpstreamClient, type UpstreamClient } from './providers/upstream-client';
import { testChannel } from './providers/test-channel';
import { createStrategyBook } from './routing/balancing/strategy-book';
import { createHealthRegistry } from './routing/health-registry';
import { createRunningRequests, type RunningRequests } from './running-requests';
import { answerModels } from './server/answer-models';
import { answerStoredResponse } from './server/answer-stored-response';
import { createAttemptLimiter } from './server/attempt-limiter';
import { indexTokens, type TokenIndex } from './server/authenticate';
import { createListener, type Listener } from './server/create-listener';
import { dispatchRequest, type UpstreamRequest } from './server/dispatch-request';
import type { SourcePolicy } from './server/guard-source';
import { createModelCatalogue } from './server/model-catalogue';
import type { Gateway } from './types';
import { createCustomRouter, type CustomRouter } from './user-code/create-custom-router';
import type { UserCode } from './user-code/user-code';

export interface GatewayOptions {
  readonly config: ConfigSource;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly sink: RequestSink;
  readonly redact: Redact;
  /** Keeps bodies while `settings.bodies.store` is on; without it none are kept. */
  readonly exchanges?: ExchangeSink;
  /** Answers what is not a client path. */
  readonly fallback?: FallbackHandler;
  /** Converts large requests where no stream is held up by it. */
  readonly conversionDesk?: ConversionDesk;
  /** Runs files of the user. Without it there is no custom router. */
  readonly userCode?: UserCode;
  /** Default: from public addresses only. */
  readonly media?: MediaFetcher;
  /** From 0 up to 1; default: `Math.random`. */
  readonly random?: () => number;
  /** What was counted before this process began. */
  readonly routeHits?: ReadonlyMap<string, number>;
  /** Requests have found out that a channel works, or does not. */
  readonly onHealthChange?: (channelId: string, health: ChannelHealth) => void;
}

/** What a request needs of the moment it came in; replaced as a whole by `applyConfig`. */
interface Snapshot {
  readonly config: GatewayConfig;
  readonly tokens: TokenIndex;
  readonly upstreams: UpstreamClient;
  readonly customRouter: CustomRouter | null;
}

const SHUTTING_DOWN: UpstreamError = {
  kind: 'shutting_down',
  message: 'Routex was stopped while this answer was running',
  status: null,
  retryAfterMs: null,
};

/** After the drain time is over, interrupted requests get this long to tell their clients. */
const INTERRUPT_GRACE_MS = 2000;

/** Somebody waits for the list and for nothing else. */
const LIST_MODELS_TIMEOUT_MS = 15_000;

/** Different wrong gateway tokens that one address may send. */
const WRONG_TOKENS_PER_MINUTE = 20;

/** Composes the gateway from its ports. Nothing listens until `start`. */
export function createGateway(options: GatewayOptions): Gateway {
  const { clock, logger, sink, redact } = options;
  const running = createRunningRequests();
  const { userCode = null } = options;
  const takeSnapshot = (config: GatewayConfig, previous: Snapshot | null): Snapshot =>
    createSnapshot(config, previous, userCode);
  let snapshot = takeSnapshot(options.config.load(), null);
  const conversations = createConversationMemory(clock);
  const quirks = createLearnedQuirks();
  const health = createHealthRegistry({
    clock,
    onChange: (channel, error) => {
      const { state, until, credentials } = health.describe(channel);
      const fields = { channelId: channel.id, channel: channel.name, state, until, credentials };
      if (error === null) logger.info(fields, 'a channel works again');
      else logger.warn({ ...fields, failure: error.kind }, 'a channel or its key is left alone for a while');
      options.onHealthChange?.(channel.id, health.describe(channel));
    },
  });
  const strategies = createStrategyBook(clock, options.random ?? Math.random);
  const media = options.media ?? createMediaFetcher({ clock });
  const here = createConversionDesk();
  const desks = { here, apart: options.conversionDesk ?? here };
  const catalogue = createModelCatalogue();
  const attempts = createAttemptLimiter({ limit: WRONG_TOKENS_PER_MINUTE, clock });
  const routeHits = new Map(options.routeHits);
  let listener: Listener | null = null;
  const memory = createMemoryBudget(() => snapshot.config.settings.limits.bufferedBytes);
  let boundHost = '';
  let source = selectSourcePolicy(boundHost, snapshot.config);
  let draining = false;
  let paused = false;

  function runRequest(call: UpstreamRequest): void {
    const { config, upstreams, customRouter } = snapshot;
    let breakCall: ((error: UpstreamError) => void) | null = null;
    let interruption: UpstreamError | null = null;

    const account = memory.openAccount();
    const run = async (): Promise<void> => {
      try {
        await handleRequest(call.request, call.response, {
          requestId: call.requestId,
          endpoint: call.endpoint,
          query: call.query,
          caller: call.caller,
          scope: call.scope,
          config,
          upstreams,
          customRouter,
          userCode,
          clock,
          logger,
          sink,
          exchanges: options.exchanges ?? null,
          redact,
          conversations,
          desks,
          quirks,
          health,
          strategies,
          media,
          memory: account,
          onRoute: (route) => {
            for (const id of listRouteHits(route)) routeHits.set(id, (routeHits.get(id) ?? 0) + 1);
          },
          onRunning: (next) => {
            breakCall = next;
            // A request that was still being received when all were interrupted must not begin to call.
            if (interruption !== null) next?.(interruption);
          },
        });
      } catch (error) {
        // The last line of defence: one request never takes the process down.
        logger.error({ requestId: call.requestId, err: error }, 'request handling failed');
        if (!call.response.writableEnded) call.response.destroy();
      }
      await untilSent(call.response);
      account.close();
    };
    running.add({
      interrupt: (error) => {
        interruption = error;
        breakCall?.(error);
      },
      finished: run(),
    });
  }

  /** A running request may still need another channel, so its pool is closed when it has finished. */
  function closeWhenUnused({ upstreams }: Snapshot): void {
    const finished = running.list().map((request) => request.finished);
    void Promise.all(finished).then(() => upstreams.close());
  }

  function currentState(): SystemState {
    if (listener === null) return 'stopped';
    if (draining) return 'draining';
    return paused ? 'paused' : 'listening';
  }

  return {
    async start(listen) {
      boundHost = listen.host;
      source = selectSourcePolicy(boundHost, snapshot.config);
      draining = false;
      const maxConnections = (): number => snapshot.config.settings.limits.connections;
      listener = await createListener({ ...listen, maxConnections }, (request, response) => {
        dispatchRequest(request, response, {
          tokens: snapshot.tokens,
          channels: snapshot.config.channels,
          source,
          attempts,
          draining,
          paused,
          freeRequests: snapshot.config.settings.limits.activeRequests - running.count(),
          clock,
          fallback: options.fallback ?? null,
          logger,
          onUpstreamRequest: runRequest,
          onModelsRequest: (call) => {
            const { config, upstreams } = snapshot;
            const { channelIds } = call.scope;
            const channels = config.channels.filter(({ id }) => channelIds?.includes(id) !== false);
            void answerModels(call, () => catalogue.names(channels, upstreams), logger);
          },
          onStoredResponse: (call) => {
            answerStoredResponse(call, conversations.vault);
          },
        });
      });
      return { address: listener.address };
    },

    async stop({ drainMs = snapshot.config.settings.timeouts.drainMs } = {}) {
      draining = true;
      // The port is kept until all is sent: closing it makes Node drop what a slow client has yet to receive.
      if (!(await finishWithin(running, drainMs))) {
        for (const request of running.list()) request.interrupt(SHUTTING_DOWN);
        await finishWithin(running, INTERRUPT_GRACE_MS);
      }
      const closed = listener?.close();
      listener?.closeAll();
      await closed;
      listener = null;
      const { upstreams } = snapshot;
      // Channels can be tested, and the gateway started again, after a stop.
      snapshot = takeSnapshot(snapshot.config, null);
      await Promise.all([upstreams.destroy(), media.close()]);
    },

    applyConfig(config) {
      const previous = snapshot;
      snapshot = takeSnapshot(config, previous);
      health.applyChannels(config.channels);
      strategies.keep(config.routing.groups.map(({ name }) => name));
      source = selectSourcePolicy(boundHost, config);
      if (snapshot.upstreams !== previous.upstreams) closeWhenUnused(previous);
    },

    renewConnections() {
      const previous = snapshot;
      snapshot = takeSnapshot(previous.config, null);
      closeWhenUnused(previous);
    },

    setPaused(next) {
      paused = next;
    },

    status: () => ({
      address: listener?.address ?? null,
      state: currentState(),
      activeRequests: running.count(),
      bufferedBytes: memory.used(),
      affinity: conversations.affinity.counters(),
    }),

    routeHits: (id) => routeHits.get(id) ?? 0,

    channelHealth: (channel) => health.describe(channel),

    resetChannelHealth(channelId) {
      health.reset(channelId);
    },

    async testChannel(channel, testOptions) {
      const result = await testChannel(channel, {
        ...testOptions,
        clock,
        userCode,
        redact,
        onFault: (cause) => {
          logger.error({ err: cause }, 'testing a channel failed inside Routex');
        },
        upstreams: snapshot.upstreams,
        timeouts: snapshot.config.settings.timeouts,
      });
      // Its owner has just seen it work.
      if (result.ok && testOptions.goal !== 'reach') health.reset(channel.id);
      return result;
    },

    async listModels(channel, { signal }) {
      const listed = await listUpstreamModels(channel, snapshot.upstreams, {
        timeoutMs: LIST_MODELS_TIMEOUT_MS,
        ...(signal !== undefined && { signal }),
      });
      if (!('error' in listed)) return listed;
      const failed = { type: 'failed', error: listed.error, answer: null } as const;
      const masked = maskSecrets(failed, channel.credentials[0] ?? null, redact);
      return 'error' in masked ? { error: masked.error } : listed;
    },

    explain: (request) =>
      explainRequest(request, {
        config: snapshot.config,
        customRouter: snapshot.customRouter,
        strategies,
        affinity: conversations.affinity,
        health,
        projects: conversations.projects,
      }),

    previewConversion: (order) =>
      previewConversion(order, {
        clock,
        redact,
        timeouts: snapshot.config.settings.timeouts,
        vault: conversations.vault,
        desks,
        quirks,
        userCode,
      }),
  };
}

function selectSourcePolicy(boundHost: string, { settings }: GatewayConfig): SourcePolicy {
  const { allowedHosts, allowedOrigins } = settings;
  return { boundHost, allowedHosts, allowedOrigins };
}

function createSnapshot(
  config: GatewayConfig,
  previous: Snapshot | null,
  userCode: UserCode | null,
): Snapshot {
  const { customRouterPath } = config.settings;
  const connectTimeoutMs = config.settings.timeouts.connectMs;
  const unchanged = previous?.config.settings.timeouts.connectMs === connectTimeoutMs;
  // Warm connections survive a change of the configuration.
  return {
    config,
    tokens: indexTokens(config.tokens),
    upstreams:
      previous !== null && unchanged ? previous.upstreams : createUpstreamClient({ connectTimeoutMs }),
    customRouter:
      userCode === null || customRouterPath === null
        ? null
        : createCustomRouter(customRouterPath, config, userCode),
  };
}

/** The end of an answer may still be on its way to a slow client when its request is dealt with. */
function untilSent(response: ServerResponse): Promise<void> | undefined {
  if (response.writableFinished || response.closed) return undefined;
  return new Promise((resolve) => {
    response.once('close', () => {
      resolve();
    });
  });
}

/** Whether all running requests finished within the time. */
async function finishWithin(running: RunningRequests, ms: number): Promise<boolean> {
  if (running.count() === 0) return true;
  const { promise: timeout, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => {
    resolve(false);
  }, ms);
  const finished = Promise.all(running.list().map((request) => request.finished)).then(() => true);
  const result = await Promise.race([finished, timeout]);
  clearTimeout(timer);
  return result;
}
