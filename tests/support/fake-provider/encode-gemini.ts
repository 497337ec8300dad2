import { describeFailure } from './describe-failure';
import { mintId } from './encoder';
import type { EncodeContext, ProtocolEncoder, StreamEvent, StreamEventRole } from './encoder';
import type { JsonObject } from './json';
import type { ReplyStop, ReplyUsage, ResolvedPart, ResolvedReply } from './reply';
import { splitText } from './split-text';

const ID_LENGTH = 22;
const INDENT = 2;

const FINISH_REASONS: Record<ReplyStop, string> = {
  stop: 'STOP',
  length: 'MAX_TOKENS',
  tool_calls: 'STOP',
  refusal: 'SAFETY',
};

export const geminiEncoder: ProtocolEncoder = {
  body: (reply, context) => {
    const parts = reply.parts.map((part, index) => wirePart(part, index, context));
    return answer(parts, reply, context, FINISH_REASONS[reply.stop]);
  },

  stream: (reply, context) => {
    const chunks: { body: JsonObject; role: StreamEventRole }[] = streamedParts(reply, context).map(
      (part) => ({
        body: answer([part], reply, context, null),
        role: 'content',
      }),
    );
    const last = answer([{ text: '' }], reply, context, FINISH_REASONS[reply.stop]);
    chunks.push({ body: last, role: 'terminal' });
    if (context.framing === 'sse') return chunks.map(({ body, role }) => ({ text: sseFrame(body), role }));
    return arrayPieces(chunks.map(({ body }) => body));
  },

  errorEvent: (failure, context, position) => {
    const { body } = describeFailure('gemini', failure);
    if (context.framing === 'sse') return sseFrame(body);
    return `${arraySeparator(position)}${JSON.stringify(body, null, INDENT)}\n]\n`;
  },
};

/** Google ends its lines with CRLF. */
function sseFrame(value: unknown): string {
  return `data: ${JSON.stringify(value)}\r\n\r\n`;
}

function arraySeparator(position: number): string {
  return position === 0 ? '[' : '\n,\r\n';
}

/** Without `alt=sse` the same chunks come as one JSON array, pretty-printed, a piece at a time. */
function arrayPieces(chunks: readonly JsonObject[]): StreamEvent[] {
  const pieces = chunks.map((chunk, index): StreamEvent => {
    const text = `${arraySeparator(index)}${JSON.stringify(chunk, null, INDENT)}`;
    return { text, role: index === chunks.length - 1 ? 'closing' : 'content' };
  });
  return [...pieces, { text: '\n]\n', role: 'terminal' }];
}

function answer(
  parts: readonly JsonObject[],
  reply: ResolvedReply,
  context: EncodeContext,
  finishReason: string | null,
): JsonObject {
  const finish = finishReason === null ? {} : { finishReason };
  return {
    candidates: [{ content: { parts, role: 'model' }, ...finish, index: 0 }],
    usageMetadata: usageMetadata(reply.usage, finishReason !== null),
    modelVersion: context.model,
    responseId: mintId('', ID_LENGTH, context.ordinal),
  };
}

function streamedParts(reply: ResolvedReply, context: EncodeContext): JsonObject[] {
  return reply.parts.flatMap((part, index) => {
    if (part.kind === 'toolCall') return [wirePart(part, index, context)];
    const thought = part.kind === 'thinking' ? { thought: true } : {};
    return splitText(part.text, reply.chunks).map((text) => ({ text, ...thought }));
  });
}

function wirePart(part: ResolvedPart, index: number, context: EncodeContext): JsonObject {
  switch (part.kind) {
    case 'thinking':
      return { text: part.text, thought: true };
    case 'text':
      return { text: part.text };
    case 'toolCall': {
      const id = part.id ?? mintId('', ID_LENGTH, context.ordinal, index);
      return { functionCall: { name: part.name, args: part.args, id }, thoughtSignature: context.signature };
    }
  }
}

/** Every chunk carries counts; those of the output are only final in the last one. */
function usageMetadata(usage: ReplyUsage, final: boolean): JsonObject {
  const candidates = final ? usage.output - usage.reasoning : 0;
  return {
    promptTokenCount: usage.input,
    ...(usage.cacheRead > 0 ? { cachedContentTokenCount: usage.cacheRead } : {}),
    ...(candidates > 0 ? { candidatesTokenCount: candidates } : {}),
    totalTokenCount: usage.input + candidates + usage.reasoning,
    promptTokensDetails: [{ modality: 'TEXT', tokenCount: usage.input }],
    ...(usage.reasoning > 0 ? { thoughtsTokenCount: usage.reasoning } : {}),
  };
}
