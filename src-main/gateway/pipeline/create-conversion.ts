import { createAnswerConverter, type AnswerConverter } from '../conversion/create-answer-converter';
import {
  HEAVY_BYTES,
  type ConversionDesk,
  type ReadResult,
  type WriteResult,
} from '../conversion/conversion-desk';
import { createAnswerIds } from '../conversion/create-answer-ids';
import { newId } from '../conversion/create-new-id';
import type { MediaFetcher } from '../conversion/fetch-media';
import { selectEncodeTarget, selectProfile } from '../conversion/select-encode-target';
import type { MemoryAccount } from '../memory-budget';
import type { Clock, GatewayChannel, GatewayConfig } from '../ports';
import type { AnswerContext, EncodeTarget } from '../protocols/canonical/codec';
import { explode } from '../protocols/canonical/explode';
import type { PartOrigin } from '../protocols/canonical/part';
import type { CanonicalMessage, CanonicalRequest } from '../protocols/canonical/request';
import type { CanonicalResponse } from '../protocols/canonical/response';
import { codecs } from '../protocols/codecs';
import { parseJson } from '../protocols/json/read';
import type { ReasoningVault, VaultCall } from '../protocols/reasoning/vault';
import type { UpstreamCall } from '../providers/upstream-client';
import type { RouteTarget } from '../routing/plan-route';
import type { PreparedRequest } from './build-call';
import { buildConvertedCall } from './build-converted-call';
import type { ClientResponse } from './client-response';
import { createClientStream, type ClientStream } from './client-stream';
import { createReadJob } from './create-read-job';
import { createRequestMedia, type MediaByUrl } from './create-request-media';
import { describeUpstreamId } from './describe-upstream-id';
import type { HeaderRecord } from './forward-headers';
import type { LearnedQuirks } from './learned-quirks';
import type { RequestHistory } from './request-history';
import { unknownPreviousResponse } from './unknown-previous-response';

/** What the conversions of one request share, whatever channels it is converted for. */
export interface Conversion {
  /** Without system and messages. */
  readonly request: CanonicalRequest;
  /** An estimate. */
  inputTokens(): number;
  /** For a client that asked for one. */
  openStream(): ClientStream;
  /**
   * The call of one target.
   *
   * @throws {GatewayError} `unsupported_conversion` when the target's protocol cannot carry the request
   */
  prepare(target: RouteTarget): Promise<ConvertedCall>;
  /** The call by which an upstream goes on with an answer it has paused. */
  resume(target: RouteTarget, paused: ConvertedCall): Promise<ConvertedCall>;
  /** JSON value of the body that was written last; undefined when none was. */
  sent(): unknown;
  /** Sends an answer that is there as a whole, in the way the client asked for. */
  send(response: CanonicalResponse, headers: HeaderRecord): void;
  close(): void;
}

export interface ConvertedCall {
  readonly call: UpstreamCall;
  readonly target: EncodeTarget;
  readonly converter: AnswerConverter;
  readonly conversion: Conversion;
}

export interface ConversionOptions {
  readonly requestId: string;
  readonly prepared: PreparedRequest;
  readonly timeouts: GatewayConfig['settings']['timeouts'];
  readonly client: ClientResponse;
  readonly vault: ReasoningVault;
  /** For requests of moderate size, and for large ones. */
  readonly desks: { readonly here: ConversionDesk; readonly apart: ConversionDesk };
  readonly history: Pick<RequestHistory, 'findOther'>;
  readonly quirks: Pick<LearnedQuirks, 'apply' | 'lessons'>;
  readonly media: Pick<MediaFetcher, 'fetch'>;
  readonly memory: MemoryAccount;
  readonly clock: Clock;
  readonly warn: (warning: string) => void;
}

const MS_PER_SECOND = 1000;
const ANSWER_ID_CHARACTERS = 32;

/**
 * Reads a request in its client's protocol.
 *
 * @throws {GatewayError} `invalid_request` naming the field, or `unsupported_conversion`
 */
export async function createConversion(options: ConversionOptions): Promise<Conversion> {
  const { requestId, prepared, timeouts, client, vault, clock, warn } = options;
  const { endpoint, plainBody } = prepared;
  const { here, apart } = options.desks;
  const desk = plainBody.length > HEAVY_BYTES ? apart : here;
  const read = await desk.read(createReadJob(requestId, prepared));
  for (const warning of read.warnings) warn(warning);
  const { request } = read;
  let earlier: readonly CanonicalMessage[];
  try {
    earlier = findEarlier(request, vault);
  } catch (error) {
    desk.forget(requestId);
    throw error;
  }
  const calls = findCalls(read, earlier, vault);
  const media = createRequestMedia({ requestId, desk, earlier, client, fetcher: options.media, warn });
  let readApart = desk === apart;
  const answerId = newId(ANSWER_ID_CHARACTERS);
  const context: AnswerContext = {
    request,
    requestId,
    answerId,
    createdAt: Math.floor(clock.now() / MS_PER_SECOND),
    framing: endpoint.protocol === 'gemini' && !asksForEvents(prepared.query) ? 'json-array' : 'sse',
    // An answer that is asked for again must be the same.
    newId: isRemembered(request) ? createAnswerIds(answerId) : newId,
    warn,
  };
  /** However long its channels take, a client hears something, which commits to none of them. */
  const wait = prepared.stream ? setTimeout(openEarly, timeouts.commitWaitMs) : undefined;
  function openEarly(): void {
    if (!client.committed && !client.gone) openStream().open({ 'x-routex-request-id': requestId });
  }

  let stream: ClientStream | null = null;
  const openStream = (): ClientStream => (stream ??= createClientStream(client, context));

  const selectAssumedOrigin = (channel: GatewayChannel): PartOrigin | null => {
    const other = options.history.findOther(channel);
    return other === null ? null : { protocol: endpoint.protocol, channelId: other, model: null };
  };

  const selectTarget = ({ channel, upstreamModel }: RouteTarget): EncodeTarget => {
    const { quirks } = options;
    for (const name of quirks.lessons(channel.id, upstreamModel)) {
      warn(`${name}: left out or changed for ${channel.name}, which refused it.`);
    }
    const profile = quirks.apply(channel.id, upstreamModel, selectProfile(channel));
    return selectEncodeTarget(channel, upstreamModel, profile);
  };

  /** Media makes a large request of a small one. */
  const selectWriter = async (found: MediaByUrl): Promise<ConversionDesk> => {
    if (desk === apart || countChars(found) <= HEAVY_BYTES) return desk;
    if (!readApart) await apart.read(createReadJob(requestId, prepared));
    readApart = true;
    return apart;
  };

  let lastBody: Buffer | null = null;
  const write = async (
    { channel }: RouteTarget,
    target: EncodeTarget,
    later: readonly CanonicalMessage[],
  ): Promise<WriteResult> => {
    const assumedOrigin = selectAssumedOrigin(channel);
    const found = await media.fetch(target);
    const writer = await selectWriter(found);
    const job = { id: requestId, target, calls, earlier, later, assumedOrigin, media: found };
    const written = await writer.write(job);
    for (const warning of written.warnings) warn(warning);
    lastBody = written.body;
    return written;
  };

  const remember = async (answer: CanonicalResponse, shown: CanonicalResponse): Promise<void> => {
    const own = await desk.messages(requestId);
    vault.recordConversation(
      `resp_${answerId}`,
      [...earlier, ...own, { role: 'assistant', parts: answer.parts }],
      { answer: shown, request: { ...request, tools: [], extra: {} }, createdAt: context.createdAt },
    );
  };

  const conversion: Conversion = {
    request,
    inputTokens: read.inputTokens,
    openStream,
    async prepare(target) {
      const encodeTarget = selectTarget(target);
      const written = await write(target, encodeTarget, []);
      return {
        conversion,
        target: encodeTarget,
        call: buildConvertedCall(prepared, target, encodeTarget, written, timeouts),
        converter: createAnswerConverter({
          request,
          target: encodeTarget,
          restoration: written.restoration,
          vault,
          newId,
          warn,
          memory: options.memory,
          estimateInput: read.inputTokens,
          onAnswer: isRemembered(request)
            ? (answer, shown) => void remember(answer, shown).catch(ignore)
            : null,
        }),
      };
    },
    async resume(target, paused) {
      const pause = paused.converter.findPause();
      const encodeTarget = selectTarget(target);
      const token = pause?.token ?? null;
      const next: EncodeTarget = {
        ...encodeTarget,
        profile:
          token === null
            ? { ...encodeTarget.profile, prefill: 'keep' }
            : {
                ...encodeTarget.profile,
                extraBody: { ...encodeTarget.profile.extraBody, continuationToken: token },
              },
      };
      const said = token === null ? [{ role: 'assistant' as const, parts: pause?.parts ?? [] }] : [];
      const written = await write(target, next, said);
      paused.converter.resume();
      return { ...paused, call: buildConvertedCall(prepared, target, next, written, timeouts) };
    },
    sent: () => (lastBody === null ? undefined : parseJson(lastBody.toString('utf8'))),
    send(response, addedHeaders) {
      const answerHeaders = { ...addedHeaders, ...describeUpstreamId(response.upstreamId) };
      if (prepared.stream) {
        const opened = openStream();
        opened.open(answerHeaders);
        opened.write(explode(response));
        opened.end();
        return;
      }
      const body = Buffer.from(JSON.stringify(codecs[endpoint.protocol].encodeResponse(response, context)));
      client.start(200, {
        ...answerHeaders,
        'content-type': 'application/json; charset=utf-8',
        'content-length': String(body.length),
      });
      client.end(body);
    },
    close() {
      clearTimeout(wait);
      desk.forget(requestId);
      if (readApart && desk !== apart) apart.forget(requestId);
    },
  };
  return conversion;
}

/** A conversation that cannot be kept is one that is not known later, and that is told then. */
const ignore = (): void => undefined;

function countChars(media: MediaByUrl): number {
  let chars = 0;
  for (const { data } of media.values()) chars += data.length;
  return chars;
}

/** @throws {GatewayError} when the answer that the request goes on from is not known */
function findEarlier(request: CanonicalRequest, vault: ReasoningVault): readonly CanonicalMessage[] {
  const { previousResponseId } = request.meta;
  if (previousResponseId === undefined) return [];
  const earlier = vault.findConversation(previousResponseId);
  if (earlier !== null) return earlier;
  throw unknownPreviousResponse(previousResponseId);
}

function findCalls(
  { callIds }: ReadResult,
  earlier: readonly CanonicalMessage[],
  vault: ReasoningVault,
): ReadonlyMap<string, VaultCall> {
  const calls = new Map<string, VaultCall>();
  const find = (id: string): void => {
    const call = vault.findCall(id);
    if (call !== null) calls.set(id, call);
  };
  for (const id of callIds) find(id);
  for (const { parts } of earlier) {
    for (const part of parts) if (part.type === 'toolCall') find(part.id);
  }
  return calls;
}

/** OpenAI keeps a conversation unless it is told not to. */
function isRemembered({ origin, meta }: CanonicalRequest): boolean {
  return origin.protocol === 'openai-responses' && meta.store !== false;
}

function asksForEvents(query: string): boolean {
  return new URLSearchParams(query).get('alt') === 'sse';
}
