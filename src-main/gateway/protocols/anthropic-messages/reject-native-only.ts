import { GatewayError } from '../../errors';
import type { Warn } from '../canonical/codec';
import { isFilled, type JsonRecord } from '../json/read';

/** Left out elsewhere without harm, but not without a word. */
const TOLD = ['speed', 'inference_geo', 'container'];

function unsupported(message: string): GatewayError {
  return new GatewayError('unsupported_conversion', message);
}

/** Stops a request whose meaning lies in something that only Anthropic's servers do. */
export function rejectNativeOnly(body: JsonRecord, warn: Warn): void {
  if (isFilled(body['thread'])) {
    // Anthropic's SDK takes this code for the word to send the whole conversation again, without a thread.
    throw new GatewayError(
      'unsupported_conversion',
      'thread: this channel keeps no conversations; send all messages without `thread`.',
      { code: 'thread_unsupported_request' },
    );
  }
  if (isFilled(body['mcp_servers'])) {
    throw unsupported(
      'mcp_servers: only Anthropic connects to MCP servers; this channel is of another protocol',
    );
  }
  if (isFilled(body['compaction'])) {
    throw unsupported(
      'compaction: only Anthropic summarizes conversations; this channel is of another protocol',
    );
  }
  for (const name of TOLD) {
    if (isFilled(body[name])) warn(`${name} was left out: only Anthropic has it.`);
  }
}
