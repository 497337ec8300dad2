import type { IncomingHttpHeaders } from 'node:http';
import type { ChannelProfile } from '#shared/domain/channel-profile';
import type { ProtocolId } from '#shared/domain/protocol';
import type { ClientKind } from '#shared/domain/request-record';
import type { MemoryAccount } from '../../memory-budget';
import type { StreamFraming } from '../types';
import type { NativeOnly } from './native-only';
import type { CanonicalRequest } from './request';
import type { CanonicalEvent, CanonicalResponse } from './response';

/** Told of what a conversion loses. English, short, one sentence, naming the field: it is stored and shown. */
export type Warn = (warning: string) => void;

/** A fresh random id part of so many base-62 characters. */
export type NewId = (length: number) => string;

export interface DecodeRequestContext {
  readonly headers: IncomingHttpHeaders;
  /** Gemini names model and streaming in the path. */
  readonly fromPath: { readonly model: string; readonly stream: boolean } | null;
  readonly client: ClientKind;
  readonly warn: Warn;
  /** Told of what only this protocol can do; without it that is refused. */
  readonly onNativeOnly?: (native: NativeOnly) => void;
}

/** The channel and model a request is written for. */
export interface EncodeTarget {
  readonly channelId: string;
  readonly protocol: ProtocolId;
  /** The upstream's own name. */
  readonly model: string;
  readonly profile: ChannelProfile;
  /** What is known of the model; null members are not known. */
  readonly limits: ModelLimits;
}

export interface ModelLimits {
  readonly maxOutputTokens: number | null;
  readonly contextTokens: number | null;
}

export interface EncodedRequest {
  /** JSON value of the body; without the model where the path carries it. */
  readonly body: unknown;
  /** Lower-case names. Authentication and content type are not the codec's. */
  readonly headers: Readonly<Record<string, string>>;
}

/** How an upstream's answer is read. */
export interface DecodeAnswerContext {
  readonly target: EncodeTarget;
  readonly newId: NewId;
  readonly warn: Warn;
  /** Counts what is kept of an event that comes in parts; without it nobody does. */
  readonly memory?: MemoryAccount;
}

/** What an answer to a client says besides its content. */
export interface AnswerContext {
  /** The client's request as it was decoded. */
  readonly request: CanonicalRequest;
  /** Of Routex, for the log. */
  readonly requestId: string;
  /** The random part of the answer's id, where the client may ask for the answer by it. */
  readonly answerId: string;
  /** Seconds since the epoch. */
  readonly createdAt: number;
  readonly framing: StreamFraming;
  readonly newId: NewId;
  readonly warn: Warn;
}

/**
 * Reads an upstream's stream. Pure: no timers, no I/O. Never throws, whatever comes: what cannot be read becomes an
 * `error` event, after which nothing follows.
 */
export interface StreamDecoder {
  push(chunk: Uint8Array): readonly CanonicalEvent[];
  /**
   * The stream ended, or has been silent long enough after all it must say. Gives what is still owed: `finish`, or an
   * `error` of kind `truncated` when the answer was not complete.
   */
  end(): readonly CanonicalEvent[];
  /** The answer is complete though more may come (usage); `end` would give `finish`. */
  isComplete(): boolean;
}

/** Writes a client's stream: complete events of its protocol as text, ready to be sent; empty when there is nothing to say yet. */
export interface StreamEncoder {
  /** What must be sent before content, if the client should hear something early; the `start` event then adds nothing. */
  preamble(): string;
  push(event: CanonicalEvent): string;
  /** What keeps an idle client from giving up. Only between events. */
  ping(): string;
}

/**
 * A protocol's part of a conversion. None knows another: what is common to all (pairing, ids, names, schemas, reasoning that
 * belongs to somebody) is done on canonical data.
 */
export interface Codec {
  readonly id: ProtocolId;
  /**
   * @param json the parsed body
   * @throws {GatewayError} `invalid_request` naming the field; `unsupported_conversion` for what only this protocol can do
   */
  decodeRequest(json: unknown, context: DecodeRequestContext): CanonicalRequest;
  /** @throws {GatewayError} `unsupported_conversion` naming what this protocol cannot carry */
  encodeRequest(request: CanonicalRequest, target: EncodeTarget, warn: Warn): EncodedRequest;
  /** @throws {GatewayError} `bad_response` when it is no answer of this protocol */
  decodeResponse(json: unknown, context: DecodeAnswerContext): CanonicalResponse;
  /** JSON value of the body. */
  encodeResponse(response: CanonicalResponse, context: AnswerContext): unknown;
  createStreamDecoder(context: DecodeAnswerContext): StreamDecoder;
  createStreamEncoder(context: AnswerContext): StreamEncoder;
}
