import type { CreateChannel, UpdateChannel } from '#shared/contract/channels';
import { ANY_MODEL, DEFAULT_WEIGHT, PRIORITY_RANGE, type Channel } from '#shared/domain/channel';
import type { ChannelProfileOverrides } from '#shared/domain/channel-profile';
import { PROTOCOL_IDS, type ProtocolId } from '#shared/domain/protocol';
import type { ProviderPreset } from '#shared/domain/provider-preset';
import { parseObject } from '#renderer/lib/parse-object';
import { readTransformers, writeTransformers } from './transformer-lines';

/** A channel as it stands in the form: text where text is typed. */
export interface ChannelDraft {
  readonly name: string;
  readonly provider: string;
  readonly protocol: ProtocolId;
  readonly baseUrl: string;
  /** One key per line. */
  readonly newKeys: string;
  readonly clientLogin: boolean;
  /** Ids of stored credentials that go. */
  readonly removedCredentials: readonly string[];
  /** One per line. */
  readonly models: string;
  /** `client = upstream`, one per line. */
  readonly mapping: string;
  readonly defaultModel: string;
  readonly priority: string;
  readonly weight: string;
  /** Empty: the published price. */
  readonly priceMultiplier: string;
  /** JSON. */
  readonly profile: string;
  /** `name` or `name {options}`, one per line. */
  readonly transformers: string;
}

/** Fields of a draft with what is wrong with them, as keys of a text. */
export type DraftProblems = Partial<
  Record<keyof ChannelDraft, 'required' | 'notJson' | 'mapping' | 'number' | 'transformers'>
>;

export function createDraft(channel: Channel | null, preset: ProviderPreset | null): ChannelDraft {
  if (channel !== null) return fromChannel(channel);
  const endpoint = preset?.endpoints[0];
  return {
    name: preset?.name ?? '',
    provider: preset?.id ?? 'custom',
    protocol: endpoint?.protocol ?? PROTOCOL_IDS[0],
    baseUrl: endpoint?.baseUrl ?? '',
    newKeys: '',
    clientLogin: false,
    removedCredentials: [],
    models: (preset?.models ?? [ANY_MODEL]).join('\n'),
    mapping: writeMapping(preset?.modelMapping ?? {}),
    defaultModel: preset?.defaultModel ?? '',
    priority: String(PRIORITY_RANGE.default),
    weight: String(DEFAULT_WEIGHT),
    priceMultiplier: '',
    profile: writeJson(endpoint?.profile ?? {}),
    transformers: '',
  };
}

function fromChannel(channel: Channel): ChannelDraft {
  return {
    name: channel.name,
    provider: channel.provider,
    protocol: channel.protocol,
    baseUrl: channel.baseUrl,
    newKeys: '',
    clientLogin: channel.credentials.some(({ kind }) => kind === 'client'),
    removedCredentials: [],
    models: channel.models.join('\n'),
    mapping: writeMapping(channel.modelMapping),
    defaultModel: channel.defaultModel ?? '',
    priority: String(channel.priority),
    weight: String(channel.weight),
    priceMultiplier: String(channel.priceMultiplier ?? ''),
    profile: writeJson(channel.profile),
    transformers: writeTransformers(channel.transformers?.use ?? []),
  };
}

/** The draft with the address and dialect that the preset has for another protocol. */
export function changeProtocol(
  draft: ChannelDraft,
  protocol: ProtocolId,
  preset: ProviderPreset | null,
): ChannelDraft {
  const endpoint = preset?.endpoints.find((candidate) => candidate.protocol === protocol);
  if (endpoint === undefined) return { ...draft, protocol };
  return { ...draft, protocol, baseUrl: endpoint.baseUrl, profile: writeJson(endpoint.profile) };
}

/** What a look at the form alone shows; the product checks the rest. */
export function checkDraft(draft: ChannelDraft): DraftProblems {
  const problems: DraftProblems = {};
  if (draft.name.trim() === '') problems.name = 'required';
  if (draft.baseUrl.trim() === '') problems.baseUrl = 'required';
  if (lines(draft.models).length === 0) problems.models = 'required';
  if (readMapping(draft.mapping) === null) problems.mapping = 'mapping';
  if (readJson(draft.profile) === null) problems.profile = 'notJson';
  if (readTransformers(draft.transformers) === null) problems.transformers = 'transformers';
  for (const field of ['priority', 'weight'] as const) {
    if (draft[field].trim() === '' || !Number.isFinite(Number(draft[field]))) problems[field] = 'number';
  }
  if (!(Number(draft.priceMultiplier) >= 0)) problems.priceMultiplier = 'number';
  return problems;
}

/** Those that are typed or ticked. */
export function listModels({ models }: Pick<ChannelDraft, 'models'>): string[] {
  return lines(models);
}

/** The settings of a draft in which nothing is wrong. */
function readSettings(draft: ChannelDraft) {
  return {
    name: draft.name.trim(),
    provider: draft.provider,
    protocol: draft.protocol,
    baseUrl: draft.baseUrl.trim(),
    models: lines(draft.models),
    modelMapping: readMapping(draft.mapping) ?? {},
    defaultModel: draft.defaultModel.trim() === '' ? null : draft.defaultModel.trim(),
    priority: Number(draft.priority),
    weight: Number(draft.weight),
    priceMultiplier: draft.priceMultiplier.trim() === '' ? 1 : Number(draft.priceMultiplier),
    // Its fields are checked where it is saved, which names the one that is wrong.
    profile: (readJson(draft.profile) ?? {}) as ChannelProfileOverrides,
  };
}

export function toCreate(draft: ChannelDraft): CreateChannel {
  const use = readTransformers(draft.transformers) ?? [];
  return {
    ...readSettings(draft),
    ...(use.length > 0 && { transformers: { use, models: {} } }),
    credentials: listNew(draft, false),
  };
}

export function toUpdate(draft: ChannelDraft, channel: Channel): UpdateChannel {
  const kept = channel.credentials.filter(
    ({ id, kind }) => !draft.removedCredentials.includes(id) && (kind === 'key' || draft.clientLogin),
  );
  const hasLogin = kept.some(({ kind }) => kind === 'client');
  return {
    id: channel.id,
    revision: channel.revision,
    ...readSettings(draft),
    transformers: {
      use: readTransformers(draft.transformers) ?? [],
      models: channel.transformers?.models ?? {},
    },
    credentials: [...kept.map(({ id }) => ({ kind: 'stored' as const, id })), ...listNew(draft, hasLogin)],
  };
}

function listNew(draft: ChannelDraft, hasLogin: boolean): CreateChannel['credentials'] {
  const keys = lines(draft.newKeys).map((secret) => ({ kind: 'key' as const, secret }));
  return draft.clientLogin && !hasLogin ? [{ kind: 'client' as const }, ...keys] : keys;
}

function lines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function writeMapping(mapping: Readonly<Record<string, string>>): string {
  return Object.entries(mapping)
    .map(([from, to]) => `${from} = ${to}`)
    .join('\n');
}

/** Null when a line is no `client = upstream`. */
function readMapping(text: string): Record<string, string> | null {
  const entries = lines(text).map((line) => {
    const at = line.indexOf('=');
    return [line.slice(0, at).trim(), line.slice(at + 1).trim(), at] as const;
  });
  if (entries.some(([from, to, at]) => at === -1 || from === '' || to === '')) return null;
  return Object.fromEntries(entries.map(([from, to]) => [from, to]));
}

function writeJson(value: object): string {
  return Object.keys(value).length === 0 ? '' : JSON.stringify(value, null, 2);
}

function readJson(text: string): Record<string, unknown> | null {
  return text.trim() === '' ? {} : parseObject(text);
}
