import type { IncomingHttpHeaders } from 'node:http';
import type { ProtocolId } from '#shared/domain/protocol';
import type { ClientKind } from '#shared/domain/request-record';
import { GatewayError } from '../errors';
import type { EncodeTarget } from '../protocols/canonical/codec';
import type { NativeOnly } from '../protocols/canonical/native-only';
import type { PartOrigin } from '../protocols/canonical/part';
import type { CanonicalMessage, CanonicalRequest } from '../protocols/canonical/request';
import { encodeJson } from '../protocols/json/encode-json';
import { replaceKeptNumbers } from '../protocols/json/replace-kept-numbers';
import { restoreTexts } from '../protocols/json/restore-texts';
import type { VaultCall } from '../protocols/reasoning/vault';
import type { Restoration } from '../protocols/repair/repair-request';
import type { BodyPieces } from '../request-body';
import { assumeOrigin } from './assume-origin';
import { convertRequest } from './convert-request';
import { newId } from './create-new-id';
import { inlineMedia, type InlineMedia } from './inline-media';
import { listMediaUrls } from './list-media-urls';
import { readRequest, readWhole, weighReading, type Reading } from './read-request';

/** A client's request, as plain data: it may be read in another thread. */
export interface ReadJob {
  /** Names the request in later jobs. */
  readonly id: string;
  readonly protocol: ProtocolId;
  /** In the pieces it came in: joined, it would be held a second time for as long as the request runs. */
  readonly body: BodyPieces;
  readonly headers: IncomingHttpHeaders;
  readonly fromPath: { readonly model: string; readonly stream: boolean } | null;
  readonly client: ClientKind;
}

export interface ReadResult {
  /** Without system and messages, which answering does not need and which are most of it. */
  readonly request: CanonicalRequest;
  /** Of all tool calls in it, as the client knows them. */
  readonly callIds: readonly string[];
  /** An estimate, made when it is asked for. */
  readonly inputTokens: () => number;
  readonly warnings: readonly string[];
}

export interface WriteJob {
  readonly id: string;
  readonly target: EncodeTarget;
  /** What is remembered of the calls. */
  readonly calls: ReadonlyMap<string, VaultCall>;
  /** Messages from before those of the request. */
  readonly earlier: readonly CanonicalMessage[];
  /** Messages from behind those of the request. */
  readonly later: readonly CanonicalMessage[];
  /** Whose reasoning is that nobody knows; null: the target's own. */
  readonly assumedOrigin: PartOrigin | null;
  /** What was fetched of `mediaUrls`, by its address. */
  readonly media: ReadonlyMap<string, InlineMedia>;
}

export interface WriteResult {
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
  readonly restoration: Restoration;
  readonly warnings: readonly string[];
}

type MaybeLater<Value> = Value | Promise<Value>;

/** Reads requests and writes them for their targets, here or in a thread of its own. */
export interface ConversionDesk {
  /**
   * @throws {GatewayError} `invalid_request` naming the field, or `unsupported_conversion`. This and all that follows
   *   throws where the desk is here, and rejects where it is not.
   */
  read(job: ReadJob): MaybeLater<ReadResult>;
  /** @throws {GatewayError} `unsupported_conversion` when the target's protocol cannot carry it */
  write(job: WriteJob): MaybeLater<WriteResult>;
  /** All messages of a request that was read. */
  messages(id: string): MaybeLater<readonly CanonicalMessage[]>;
  /** Addresses of what the target must get by value. */
  mediaUrls(id: string, target: EncodeTarget): MaybeLater<readonly string[]>;
  forget(id: string): void;
}

/** Bodies up to this size are converted at once; what is larger would hold up every stream. */
export const HEAVY_BYTES = 256 * 1024;

/** A desk that does its work at once. */
export interface LocalDesk extends ConversionDesk {
  /** Whether a request has been read and not been forgotten. */
  has(id: string): boolean;
  read(job: ReadJob): ReadResult;
  write(job: WriteJob): WriteResult;
  messages(id: string): readonly CanonicalMessage[];
  mediaUrls(id: string, target: EncodeTarget): readonly string[];
}

interface HeldRequest {
  readonly job: ReadJob;
  readonly natives: readonly NativeOnly[];
  /** Null when it was let go of; it is read again if somebody asks. */
  reading: Reading | null;
}

export function createConversionDesk(): LocalDesk {
  /** Of the requests under way, in no order. Not a Map, for the reason that `running-requests.ts` gives. */
  const held: HeldRequest[] = [];

  const findIndex = (id: string): number => held.findIndex(({ job }) => job.id === id);

  function find(id: string): HeldRequest {
    const found = held[findIndex(id)];
    if (found === undefined) throw new Error(`request ${id} has not been read`);
    return found;
  }

  function findReading(id: string): Reading {
    const { job, reading } = find(id);
    return reading ?? readRequest(job);
  }

  function findWhole(id: string): CanonicalRequest {
    const { job, reading } = find(id);
    return reading !== null && reading.lifted === null ? reading.request : readWhole(job);
  }

  function forget(id: string): void {
    const index = findIndex(id);
    const last = index === -1 ? undefined : held.pop();
    if (last !== undefined && index < held.length) held[index] = last;
  }

  const desk: LocalDesk = {
    read(job) {
      const { id } = job;
      const warnings = new Set<string>();
      const natives: NativeOnly[] = [];
      const reading = readRequest(job, {
        warn: (warning) => void warnings.add(warning),
        onNativeOnly: (native) => void natives.push(native),
      });
      forget(id);
      held.push({ job, natives, reading });
      return {
        request: replaceKeptNumbers({ ...reading.request, system: [], messages: [] }),
        callIds: listCallIds(reading.request.messages),
        inputTokens: () => weighReading(findReading(id)),
        warnings: [...warnings],
      };
    },
    write(work) {
      const found = find(work.id);
      const lost = listLost(found.natives, found.job.protocol, work.target);
      const reading = findReading(work.id);
      // Few requests are written twice, and what all running requests hold is what garbage collection costs.
      found.reading = null;
      const written = write(reading, work) ?? write({ request: readWhole(found.job), lifted: null }, work);
      if (written === null) throw new Error('a request without marks has lost one');
      return { ...written, warnings: [...lost, ...written.warnings] };
    },
    has: (id) => findIndex(id) !== -1,
    messages: (id) => replaceKeptNumbers(findWhole(id).messages),
    mediaUrls(id, target) {
      const found = find(id);
      found.reading ??= readRequest(found.job);
      return listMediaUrls(found.reading.request.messages, target);
    },
    forget,
  };
  return {
    ...desk,
    read: (job) => refuseDeep(() => desk.read(job)),
    write: (job) => refuseDeep(() => desk.write(job)),
  };
}

/** Null when a mark was lost. */
function write(
  { request, lifted }: Reading,
  { target, calls, earlier, later, assumedOrigin, media }: WriteJob,
): WriteResult | null {
  const memory = { findCall: (callId: string) => calls.get(callId) ?? null };
  const alone = earlier.length === 0 && later.length === 0;
  const all = alone ? request.messages : [...earlier, ...request.messages, ...later];
  const attributed = assumedOrigin === null ? all : assumeOrigin(all, assumedOrigin, memory);
  const messages = inlineMedia(attributed, media);
  const whole = messages === request.messages ? request : { ...request, messages };
  const { body, ...rest } = convertRequest(whole, target, { memory, newId });
  const restored = lifted === null ? encodeJson(body) : restoreTexts(JSON.stringify(body), lifted);
  return restored === null ? null : { ...rest, body: restored };
}

/** JSON.parse takes any depth; what walks through it afterwards, JSON.stringify too, does not. */
function refuseDeep<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError) throw new GatewayError('invalid_request', 'body: is nested too deeply');
    throw error;
  }
}

/**
 * What a request loses on its way to another protocol.
 *
 * @throws {GatewayError} `unsupported_conversion` for what must not be lost
 */
function listLost(
  natives: readonly NativeOnly[],
  origin: ProtocolId,
  target: EncodeTarget,
): readonly string[] {
  if (target.protocol === origin) return [];
  return natives.map((native) => {
    if (native.type === 'lost') return native.warning;
    throw new GatewayError('unsupported_conversion', native.message, { code: native.code });
  });
}

function listCallIds(messages: readonly CanonicalMessage[]): readonly string[] {
  const ids = new Set<string>();
  for (const { parts } of messages) {
    for (const part of parts) {
      if (part.type === 'toolCall') ids.add(part.id);
      else if (part.type === 'toolResult') ids.add(part.callId);
    }
  }
  return [...ids];
}
