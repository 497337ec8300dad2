import type { ChannelProfile, ChannelProfileOverrides } from './channel-profile';
import type { ProtocolId } from './protocol';

/** What an unknown host of each protocol is taken to understand: what the least of its imitators do. */
const BASE: ChannelProfile = {
  official: false,
  maxTokensField: 'max_tokens',
  maxOutputTokens: null,
  midSystem: 'user',
  systemRole: 'system',
  alternate: false,
  assistantAfterTool: false,
  prefill: 'none',
  reasoningReplay: 'never',
  thinkTags: false,
  argsMode: 'delta',
  lenientEof: false,
  structured: 'native',
  ggSchema: 'json',
  sampling: 'all',
  anthropicVersion: '2023-06-01',
  betaAllow: [],
  stripBillingBlock: true,
  autoCache: false,
  thinking: 'auto',
  efforts: null,
  fetchMedia: false,
  lenientMedia: false,
  images: true,
  capabilities: {},
  files: true,
  streamOptions: true,
  strictTools: false,
  parallelToolCalls: true,
  customTools: false,
  maxTools: null,
  serverTools: [],
  effortStyle: 'none',
  toolIdStyle: 'default',
  toolChoiceRequired: 'required',
  dropNames: false,
  cacheControl: false,
  dropParams: [],
  extraBody: {},
  extraHeaders: {},
  codexIncompleteAsCompleted: true,
  exposeUnrequestedThinking: false,
  signatureChecked: true,
};

const OF_PROTOCOL: Readonly<Record<ProtocolId, ChannelProfileOverrides>> = {
  // Only clients of this protocol send betas, and what they are for is in the request as well.
  'anthropic-messages': { cacheControl: true, structured: 'tool', betaAllow: null },
  'openai-chat': { files: false },
  'openai-responses': { midSystem: 'keep', effortStyle: 'openai' },
  gemini: { alternate: true, effortStyle: 'openai' },
};

/** All flags of a channel's dialect: its protocol's defaults, and over them what the channel says. */
export function resolveChannelProfile(
  protocol: ProtocolId,
  overrides: ChannelProfileOverrides,
): ChannelProfile {
  return { ...BASE, ...OF_PROTOCOL[protocol], ...overrides } as ChannelProfile;
}
