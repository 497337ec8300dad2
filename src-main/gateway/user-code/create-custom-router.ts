import type { IncomingHttpHeaders } from 'node:http';
import type { Operation } from '#shared/domain/request-record';
import type { ProtocolId } from '#shared/domain/protocol';
import type { ClientDescription } from '../pipeline/describe-client';
import type { GatewayChannel, GatewayConfig } from '../ports';
import type { RequestBody } from '../request-body';
import { findChannel } from '../routing/find-channel';
import { CREDENTIAL_HEADERS } from '../server/authenticate';
import { readRouterAnswer } from './read-router-answer';
import type { RouterChannel, RouterData } from './router-input';
import { UserCodeError, type UserCode } from './user-code';

/** A request as it has been received. */
export interface RoutableRequest {
  readonly protocol: ProtocolId;
  readonly operation: Operation;
  readonly model: string;
  /** Channels that may answer; null: all. */
  readonly channelIds?: readonly string[] | null;
  readonly stream: boolean;
  readonly headers: IncomingHttpHeaders;
  readonly body: RequestBody;
  readonly client: ClientDescription;
  readonly warn: (warning: string) => void;
}

export interface CustomChoice {
  readonly channel: GatewayChannel;
  /** Null: as the client calls it. */
  readonly model: string | null;
}

/** Chooses where a request goes first. */
export interface CustomRouter {
  /** Null, with a warning where something is wrong: no choice. Never rejects. */
  route(request: RoutableRequest): Promise<CustomChoice | null>;
}

/** A longer one would have to be copied, and parsed, within the router's time and memory. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

const WITHHELD_HEADERS: ReadonlySet<string> = new Set([
  ...CREDENTIAL_HEADERS,
  'cookie',
  'proxy-authorization',
]);

/** The router in a file of the user, over one configuration. */
export function createCustomRouter(path: string, config: GatewayConfig, userCode: UserCode): CustomRouter {
  const limitMs = config.settings.timeouts.userCodeMs;
  const shared = {
    channels: config.channels.map(describeChannel),
    config: {
      pinnedChannelId: config.settings.pinnedChannelId,
      failOverFromPinned: config.settings.failOverFromPinned,
    },
  };
  return {
    async route(request) {
      const { body, warn } = request;
      const leaveOut = (problem: string): null => {
        warn(`The custom router was left out: ${problem}`);
        return null;
      };
      const reject = (problem: string): null => {
        userCode.report(path, problem);
        return leaveOut(problem);
      };
      if (body.length > MAX_BODY_BYTES) return leaveOut('the request is larger than 16 MiB.');
      const data: RouterData = { ...shared, ...describeRequest(request) };
      let answer: unknown;
      try {
        answer = await userCode.call(path, 'route', {
          data,
          body: copyBody(body),
          session: null,
          limitMs,
        });
      } catch (error) {
        if (!(error instanceof UserCodeError)) throw error;
        return leaveOut(error.message);
      }
      const choice = readRouterAnswer(answer);
      if (choice === undefined) return reject(`it answered ${show(answer)}, which names no channel.`);
      if (choice === null) return null;
      const channel = findChannel(config.channels, choice.channel);
      if (typeof channel === 'string') return reject(channel);
      return { channel, model: choice.model };
    },
  };
}

function describeRequest(request: RoutableRequest): Pick<RouterData, 'request' | 'facts'> {
  const { protocol, operation, model, stream, headers, body, client } = request;
  const shown = Object.entries(headers).filter(([name]) => !WITHHELD_HEADERS.has(name));
  return {
    request: {
      protocol,
      operation,
      model,
      stream,
      headers: Object.fromEntries(shown.map(([name, value]) => [name, String(value)])),
    },
    facts: {
      client: client.kind,
      clientVersion: client.version,
      sessionId: client.sessionId,
      bodyBytes: body.length,
    },
  };
}

/** Each member is named, so that none that holds a key comes along by itself. */
function describeChannel(channel: GatewayChannel): RouterChannel {
  return {
    id: channel.id,
    name: channel.name,
    provider: channel.provider,
    protocol: channel.protocol,
    baseUrl: channel.baseUrl,
    models: channel.models,
    modelMapping: channel.modelMapping,
    defaultModel: channel.defaultModel,
    priority: channel.priority,
    weight: channel.weight,
    enabled: channel.enabled,
  };
}

const MAX_SHOWN = 200;

function show(answer: unknown): string {
  return (JSON.stringify(answer) ?? 'nothing').slice(0, MAX_SHOWN);
}

/** Of its own, so that it can be handed over. */
function copyBody({ chunks, length }: RequestBody): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
