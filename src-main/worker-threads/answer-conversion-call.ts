import type {
  LocalDesk,
  ReadJob,
  ReadResult,
  WriteJob,
  WriteResult,
} from '#main/gateway/conversion/conversion-desk';
import { GatewayError } from '#main/gateway/errors';
import type { EncodeTarget } from '#main/gateway/protocols/canonical/codec';
import type { CanonicalMessage } from '#main/gateway/protocols/canonical/request';
import type { ErrorKind } from '#shared/domain/error-kind';

export type ConversionCall =
  | { readonly type: 'read'; readonly job: ReadJob }
  | { readonly type: 'write'; readonly job: WriteJob }
  | { readonly type: 'messages'; readonly id: string }
  | { readonly type: 'mediaUrls'; readonly id: string; readonly target: EncodeTarget }
  | { readonly type: 'forget'; readonly id: string };

/** What may go wrong is an answer: errors lose what they are on their way between threads. */
export type ConversionAnswer =
  | { readonly type: 'read'; readonly result: Omit<ReadResult, 'inputTokens'>; readonly inputTokens: number }
  | { readonly type: 'write'; readonly result: WriteResult }
  | { readonly type: 'messages'; readonly messages: readonly CanonicalMessage[] }
  | { readonly type: 'mediaUrls'; readonly urls: readonly string[] }
  | { readonly type: 'forgotten' }
  /** The thread is not the one that has read the request. */
  | { readonly type: 'unknown' }
  | {
      readonly type: 'refused';
      readonly kind: ErrorKind;
      readonly message: string;
      readonly code: string | null;
    }
  /** A fault of Routex, which must not cost other requests the thread. */
  | { readonly type: 'failed'; readonly message: string; readonly stack: string | null };

/** Does what a conversion thread is asked for. Never throws. */
export function answerConversionCall(desk: LocalDesk, call: ConversionCall): ConversionAnswer {
  try {
    if (call.type !== 'read' && !desk.has(idOf(call))) return { type: 'unknown' };
    return answer(desk, call);
  } catch (error) {
    // Nobody asks again about what could not be read.
    if (call.type === 'read') desk.forget(call.job.id);
    return describeError(error);
  }
}

function answer(desk: LocalDesk, call: ConversionCall): ConversionAnswer {
  switch (call.type) {
    case 'read': {
      const { inputTokens, ...result } = desk.read(call.job);
      return { type: 'read', result, inputTokens: inputTokens() };
    }
    case 'write': {
      const result = desk.write(call.job);
      // Few requests are written twice; those are read again.
      desk.forget(call.job.id);
      const { buffer, byteLength } = result.body;
      // A small one lies in memory that Buffer shares out, which cannot be handed over.
      const body =
        buffer.byteLength === byteLength ? result.body : Buffer.from(Uint8Array.from(result.body).buffer);
      return { type: 'write', result: { ...result, body } };
    }
    case 'messages':
      return { type: 'messages', messages: desk.messages(call.id) };
    case 'mediaUrls':
      return { type: 'mediaUrls', urls: desk.mediaUrls(call.id, call.target) };
    case 'forget':
      desk.forget(call.id);
      return { type: 'forgotten' };
  }
}

function describeError(error: unknown): ConversionAnswer {
  if (error instanceof GatewayError) {
    return { type: 'refused', kind: error.kind, message: error.message, code: error.code };
  }
  return error instanceof Error
    ? { type: 'failed', message: error.message, stack: error.stack ?? null }
    : { type: 'failed', message: String(error), stack: null };
}

function idOf(call: Exclude<ConversionCall, { type: 'read' }>): string {
  return call.type === 'write' ? call.job.id : call.id;
}
