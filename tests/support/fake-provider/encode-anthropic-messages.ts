import { describeFailure } from './describe-failure';
import { mintId, mintRequestId } from './encoder';
import type { EncodeContext, ProtocolEncoder, StreamEvent, StreamEventRole } from './encoder';
import type { JsonObject } from './json';
import type { ReplyStop, ReplyUsage, ResolvedPart, ResolvedReply } from './reply';
import { splitText } from './split-text';

const ID_LENGTH = 24;

const STOP_REASONS: Record<ReplyStop, string> = {
  stop: 'end_turn',
  length: 'max_tokens',
  tool_calls: 'tool_use',
  refusal: 'refusal',
};

export const anthropicMessagesEncoder: ProtocolEncoder = {
  body: (reply, context) => ({
    ...envelope(context),
    content: reply.parts.map((part, index) => contentBlock(part, index, context)),
    ...ending(reply.stop),
    usage: { ...inputUsage(reply.usage), ...outputUsage(reply.usage), service_tier: 'standard' },
  }),

  stream: (reply, context) => {
    const blocks = reply.parts.flatMap((part, index) => blockEvents(part, index, reply.chunks, context));
    // Anthropic pings once, right after the first block was opened.
    if (blocks.length > 0) blocks.splice(1, 0, event('ping', {}, 'content'));
    return [
      event('message_start', { message: startMessage(reply, context) }, 'preamble'),
      ...blocks,
      event('message_delta', messageDelta(reply), 'closing'),
      event('message_stop', {}, 'terminal'),
    ];
  },

  errorEvent: (failure, context) => {
    const { body } = describeFailure('anthropic-messages', failure, mintRequestId(context.ordinal));
    return `event: error\ndata: ${JSON.stringify(body)}\n\n`;
  },
};

function envelope(context: EncodeContext): JsonObject {
  const id = mintId('msg_', ID_LENGTH, context.ordinal);
  return { id, type: 'message', role: 'assistant', model: context.model, container: null };
}

function startMessage(reply: ResolvedReply, context: EncodeContext): JsonObject {
  const usage = { ...inputUsage(reply.usage), output_tokens: 1, service_tier: 'standard' };
  return {
    ...envelope(context),
    content: [],
    stop_reason: null,
    stop_sequence: null,
    stop_details: null,
    usage,
  };
}

function ending(stop: ReplyStop): JsonObject {
  const details = stop === 'refusal' ? { type: 'refusal', category: null, explanation: null } : null;
  return { stop_reason: STOP_REASONS[stop], stop_sequence: null, stop_details: details };
}

function messageDelta(reply: ResolvedReply): JsonObject {
  const { cache_creation: _, ...input } = inputUsage(reply.usage);
  return {
    delta: { ...ending(reply.stop), container: null },
    usage: { ...input, ...outputUsage(reply.usage) },
  };
}

/** Anthropic counts fresh input apart from cache reads and writes. */
function inputUsage(usage: ReplyUsage): JsonObject {
  return {
    input_tokens: usage.input - usage.cacheRead - usage.cacheWrite,
    cache_creation_input_tokens: usage.cacheWrite,
    cache_read_input_tokens: usage.cacheRead,
    cache_creation: { ephemeral_5m_input_tokens: usage.cacheWrite, ephemeral_1h_input_tokens: 0 },
  };
}

function outputUsage(usage: ReplyUsage): JsonObject {
  const details = usage.reasoning > 0 ? { output_tokens_details: { thinking_tokens: usage.reasoning } } : {};
  return { output_tokens: usage.output, ...details };
}

function contentBlock(part: ResolvedPart, index: number, context: EncodeContext): JsonObject {
  switch (part.kind) {
    case 'thinking':
      return { type: 'thinking', thinking: part.text, signature: part.signature };
    case 'text':
      return { type: 'text', text: part.text, citations: null };
    case 'toolCall':
      return { ...emptyBlock(part, index, context), input: part.args };
  }
}

function emptyBlock(part: ResolvedPart, index: number, context: EncodeContext): JsonObject {
  switch (part.kind) {
    case 'thinking':
      return { type: 'thinking', thinking: '', signature: '' };
    case 'text':
      return { type: 'text', text: '' };
    case 'toolCall': {
      const id = part.id ?? mintId('toolu_', ID_LENGTH, context.ordinal, index);
      return { type: 'tool_use', id, name: part.name, input: {} };
    }
  }
}

function blockEvents(
  part: ResolvedPart,
  index: number,
  chunks: number,
  context: EncodeContext,
): StreamEvent[] {
  const block = emptyBlock(part, index, context);
  return [
    event('content_block_start', { index, content_block: block }, 'content'),
    ...deltas(part, chunks).map((delta) => event('content_block_delta', { index, delta }, 'content')),
    event('content_block_stop', { index }, 'content'),
  ];
}

function deltas(part: ResolvedPart, chunks: number): JsonObject[] {
  switch (part.kind) {
    case 'thinking':
      return [
        ...splitText(part.text, chunks).map((thinking) => ({ type: 'thinking_delta', thinking })),
        { type: 'signature_delta', signature: part.signature },
      ];
    case 'text':
      return splitText(part.text, chunks).map((text) => ({ type: 'text_delta', text }));
    case 'toolCall':
      // The real service begins every call with an empty fragment, and says nothing of an empty object.
      return ['', ...(part.argsText === '{}' ? [] : splitText(part.argsText, chunks))].map((json) => ({
        type: 'input_json_delta',
        partial_json: json,
      }));
  }
}

function event(type: string, fields: JsonObject, role: StreamEventRole): StreamEvent {
  return { text: `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`, role };
}
