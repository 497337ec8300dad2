import type { RecordedRequest } from './recorded-request';

export type ReplyPart =
  | { readonly thinking: string; readonly signature?: string }
  | { readonly text: string }
  | { readonly toolCall: ReplyToolCall };

export interface ReplyToolCall {
  readonly name: string;
  readonly args?: Readonly<Record<string, unknown>>;
  /** Written to the wire as it is, for arguments that are not valid JSON. Gemini, which has no text form, gets `args`. */
  readonly argsText?: string;
  /** Minted in the protocol's usual form when absent. */
  readonly id?: string;
}

/** As in Routex: `input` includes cache reads and writes, `output` includes reasoning. */
export interface ReplyUsage {
  readonly input: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly output: number;
  readonly reasoning: number;
}

export type ReplyStop = 'stop' | 'length' | 'tool_calls' | 'refusal';

/** What the model says, in no protocol's words. */
export interface Reply {
  readonly parts?: readonly ReplyPart[];
  readonly usage?: Partial<ReplyUsage>;
  /** Default: `tool_calls` when a part is a call, else `stop`. With `refusal` the text is the refusal. */
  readonly stop?: ReplyStop;
  /** Into how many deltas each part is cut. Default 3. */
  readonly chunks?: number;
  /** Pause between two stream events, and before an answer in one piece. Default 0: only the event loop turns. */
  readonly delayMs?: number;
}

/** A function answers by what was asked, e.g. a tool call first and text once its result is in the history. */
export type ReplySource = Reply | ((request: RecordedRequest) => Reply | Promise<Reply>);

export type ResolvedPart =
  | { readonly kind: 'thinking'; readonly text: string; readonly signature: string }
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'toolCall';
      readonly name: string;
      readonly args: Readonly<Record<string, unknown>>;
      readonly argsText: string;
      readonly id: string | null;
    };

export interface ResolvedReply {
  readonly parts: readonly ResolvedPart[];
  readonly usage: ReplyUsage;
  readonly stop: ReplyStop;
  readonly chunks: number;
  readonly delayMs: number;
}

/** Valid base64, and recognisable: the fake refuses reasoning whose signature it did not issue. */
export const FAKE_SIGNATURE = 'ZmFrZS1wcm92aWRlci10aG91Z2h0LXNpZ25hdHVyZQ==';

const DEFAULT_CHUNKS = 3;
const DEFAULT_USAGE: ReplyUsage = { input: 25, cacheRead: 0, cacheWrite: 0, output: 12, reasoning: 0 };

export function resolveReply(reply: Reply, signature: string): ResolvedReply {
  const parts = (reply.parts ?? []).map((part) => resolvePart(part, signature));
  return {
    parts,
    usage: { ...DEFAULT_USAGE, ...reply.usage },
    stop: reply.stop ?? (parts.some((part) => part.kind === 'toolCall') ? 'tool_calls' : 'stop'),
    chunks: reply.chunks ?? DEFAULT_CHUNKS,
    delayMs: reply.delayMs ?? 0,
  };
}

function resolvePart(part: ReplyPart, signature: string): ResolvedPart {
  if ('thinking' in part) {
    return { kind: 'thinking', text: part.thinking, signature: part.signature ?? signature };
  }
  if ('text' in part) return { kind: 'text', text: part.text };
  const { name, args = {}, argsText = JSON.stringify(args), id = null } = part.toolCall;
  return { kind: 'toolCall', name, args, argsText, id };
}
