import type { DecodeRequestContext } from '../canonical/codec';
import { refuseElsewhere, warnElsewhere } from '../canonical/native-only';
import { isFilled, type JsonRecord } from '../json/read';

/** Left out elsewhere without harm, but not without a word. */
const TOLD = ['speed', 'inference_geo', 'container'];

/** Notes what only Anthropic's servers do. */
export function noteNativeOnly(body: JsonRecord, context: DecodeRequestContext): void {
  if (isFilled(body['thread'])) {
    // Anthropic's SDK takes this code for the word to send the whole conversation again, without a thread.
    refuseElsewhere(
      context,
      'thread: this channel keeps no conversations; send all messages without `thread`.',
      'thread_unsupported_request',
    );
  }
  if (isFilled(body['mcp_servers'])) {
    refuseElsewhere(
      context,
      'mcp_servers: only Anthropic connects to MCP servers; this channel is of another protocol',
    );
  }
  if (isFilled(body['compaction'])) {
    refuseElsewhere(
      context,
      'compaction: only Anthropic summarizes conversations; this channel is of another protocol',
    );
  }
  for (const name of TOLD) {
    if (isFilled(body[name])) warnElsewhere(context, `${name} was left out: only Anthropic has it.`);
  }
}
