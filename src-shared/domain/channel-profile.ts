import * as z from 'zod';
import { capabilitiesByModelSchema } from './model-capabilities';

const SERVER_TOOLS = ['web_search', 'web_fetch', 'code'] as const;

/**
 * The quirks of a channel's dialect: what it does differently from its protocol as written. Every field may be left out; what
 * a protocol then assumes is in `resolveChannelProfile`. Presets bring their provider's; a channel may override each.
 */
export const channelProfileSchema = z.strictObject({
  /** The provider that defines the protocol: its stricter and newer features may be used. */
  official: z.boolean(),
  /** openai-chat: the field that limits the answer. */
  maxTokensField: z.enum(['max_tokens', 'max_completion_tokens']),
  /** A limit for models whose own is not known; also sent where the protocol demands one. */
  maxOutputTokens: z.number().int().positive().nullable(),
  /** Instructions in the middle of a conversation: left there, told by the user, or moved to the front. */
  midSystem: z.enum(['keep', 'user', 'hoist']),
  /** openai-chat: the role of leading instructions. */
  systemRole: z.enum(['system', 'developer']),
  /** Turns must alternate: consecutive ones of a role are merged. */
  alternate: z.boolean(),
  /** A tool's result may not be followed by the user directly. */
  assistantAfterTool: z.boolean(),
  /** How an answer may be begun for the model. */
  prefill: z.enum(['keep', 'prefix', 'partial', 'none']),
  /** openai-chat: whether reasoning goes back with the history. `details`: as OpenRouter's `reasoning_details`. */
  reasoningReplay: z.enum(['never', 'required', 'details']),
  /** Reasoning comes inside the text as <think>…</think>. */
  thinkTags: z.boolean(),
  /** Arguments of a streamed call come as pieces, or each time as all so far. */
  argsMode: z.enum(['delta', 'snapshot']),
  /** A stream that just ends is complete. */
  lenientEof: z.boolean(),
  /** How structured output is asked for. */
  structured: z.enum(['native', 'tool', 'prompt']),
  /** gemini: which subset of JSON Schema tools may use. */
  ggSchema: z.enum(['json', 'openapi']),
  /** Which sampling fields are taken. `oneOf`: temperature or top_p, not both. */
  sampling: z.enum(['all', 'oneOf', 'none']),
  /** anthropic-messages: `anthropic-version` sent upstream. */
  anthropicVersion: z.string().min(1),
  /** anthropic-messages: values of the client's `anthropic-beta` that may go on; null: all. */
  betaAllow: z.array(z.string().min(1)).nullable(),
  /** anthropic-messages: the first system block of Claude Code that changes with each request is left out. */
  stripBillingBlock: z.boolean(),
  /** anthropic-messages: ask for automatic caching when the client's protocol has none. */
  autoCache: z.boolean(),
  /** anthropic-messages: how a model may be asked to think. */
  thinking: z.enum(['auto', 'adaptive', 'budget', 'both']),
  /** Which effort levels the model takes; null: all of its protocol. */
  efforts: z.array(z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'])).nullable(),
  /** Media behind an address is fetched and sent along, where the provider cannot do it itself. */
  fetchMedia: z.boolean(),
  /** What the provider cannot read becomes a note in the text instead of an error. */
  lenientMedia: z.boolean(),
  images: z.boolean(),
  /** What its models can do, beyond what their names tell. */
  capabilities: capabilitiesByModelSchema,
  /** PDF and other files. */
  files: z.boolean(),
  /** openai-chat: `stream_options` may be sent. */
  streamOptions: z.boolean(),
  /** `strict` may be sent with tools. */
  strictTools: z.boolean(),
  /** `parallel_tool_calls` may be sent. */
  parallelToolCalls: z.boolean(),
  /** openai-chat and openai-responses: free-form tools are known. */
  customTools: z.boolean(),
  /** Most tools a request may have; null: no limit known. */
  maxTools: z.number().int().positive().nullable(),
  serverTools: z.array(z.enum(SERVER_TOOLS)),
  /** openai-chat: how reasoning is asked for. */
  effortStyle: z.enum(['openai', 'thinking-type', 'enable-thinking', 'openrouter', 'none']),
  /** Form of the ids of tool calls. */
  toolIdStyle: z.enum(['default', 'alnum9', 'kimi']),
  /** openai-chat: what `required` is called. */
  toolChoiceRequired: z.enum(['required', 'any']),
  /** `messages[].name` is refused. */
  dropNames: z.boolean(),
  /** cache_control on parts of a message is honoured. */
  cacheControl: z.boolean(),
  /** Top-level fields that are never sent. */
  dropParams: z.array(z.string().min(1)),
  /** Top-level fields that are always sent. */
  extraBody: z.record(z.string().min(1), z.json()),
  /** Headers that are always sent. */
  extraHeaders: z.record(z.string().min(1), z.string()),
  /** openai-responses: Codex takes an answer cut by its limit for a broken one; it is told that it is complete. */
  codexIncompleteAsCompleted: z.boolean(),
  /** Reasoning that the client did not ask for is shown all the same. */
  exposeUnrequestedThinking: z.boolean(),
  /** Signatures of reasoning are checked, so those of other channels are not sent. */
  signatureChecked: z.boolean(),
});

export type ChannelProfile = Readonly<z.infer<typeof channelProfileSchema>>;

/** What a preset or a channel says of its dialect; the rest is its protocol's default. */
export const channelProfileOverridesSchema = channelProfileSchema.partial();
export type ChannelProfileOverrides = z.infer<typeof channelProfileOverridesSchema>;
