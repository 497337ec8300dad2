import { readWaitMs } from '../errors/create-error-headers';
import type { StreamFacts, WireError } from '../types';
import { mapErrorCode } from './map-error-code';

const SECOND_MS = 1000;

/** Codex reads its waiting time out of the message. */
function createMessage(error: WireError): string {
  const wait = readWaitMs(error);
  if (error.kind !== 'rate_limit' || wait === null || /try again in/i.test(error.message))
    return error.message;
  return `${error.message.trimEnd()} Please try again in ${Math.ceil(wait / SECOND_MS)}s.`;
}

function encodeEvent(type: string, sequenceNumber: number, members: object): string {
  const data = JSON.stringify({ type, sequence_number: sequenceNumber, ...members });
  return `event: ${type}\ndata: ${data}\n\n`;
}

/** Ends the response the client saw begin as failed; one it never saw gets the bare `error` event. */
export function encodeStreamError(error: WireError, facts: StreamFacts): string {
  const sequenceNumber = facts.sequenceNumber + 1;
  const code = mapErrorCode(error.kind);
  const message = createMessage(error);
  if (facts.responseId === null) return encodeEvent('error', sequenceNumber, { code, message, param: null });
  return encodeEvent('response.failed', sequenceNumber, {
    response: {
      id: facts.responseId,
      object: 'response',
      created_at: facts.createdAt ?? 0,
      status: 'failed',
      error: { code, message },
      incomplete_details: null,
      instructions: null,
      metadata: null,
      model: facts.model ?? '',
      output: [],
      parallel_tool_calls: true,
      temperature: null,
      tool_choice: 'auto',
      tools: [],
      top_p: null,
      usage: null,
    },
  });
}
