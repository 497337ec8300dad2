import * as z from 'zod';
import { channelSettingsSchema } from '#shared/domain/channel';
import { parseJsonColumn, parseRow } from './parse-row';
import { convertFromBoolean, convertToBoolean } from './row-values';
import type { StoredChannel, StoredCredential } from './types';

export interface ChannelRow {
  id: string;
  revision: number;
  name: string;
  provider: string;
  protocol: string;
  base_url: string;
  auth_style: string;
  models: string;
  model_mapping: string;
  default_model: string | null;
  priority: number;
  weight: number;
  enabled: number;
  profile: string;
  /** JSON; null: none. */
  transformers: string | null;
  /** NULL: the published price. */
  price_multiplier: number | null;
  created_at: number;
  updated_at: number;
}

export interface CredentialRow {
  id: string;
  channel_id: string;
  position: number;
  kind: string;
  label: string | null;
  enabled: number;
  last4: string | null;
  sealed: string | null;
}

const storedCredentialSchema = z.object({
  id: z.string(),
  kind: z.enum(['key', 'client']),
  label: z.string().nullable(),
  enabled: z.boolean(),
  last4: z.string().nullable(),
  sealed: z.string().nullable(),
});

const storedChannelSchema = channelSettingsSchema.extend({
  id: z.string(),
  revision: z.number().int().positive(),
  createdAt: z.number().int(),
  updatedAt: z.number().int(),
  credentials: z.array(storedCredentialSchema),
});

/** @throws {StoreError} `database_row_invalid` when the row holds what no channel may hold */
export function convertFromChannelRow(
  row: ChannelRow,
  credentials: readonly CredentialRow[],
  databasePath: string,
): StoredChannel {
  return parseRow(
    storedChannelSchema,
    {
      id: row.id,
      revision: row.revision,
      name: row.name,
      provider: row.provider,
      protocol: row.protocol,
      baseUrl: row.base_url,
      authStyle: row.auth_style,
      models: parseJsonColumn(row.models),
      modelMapping: parseJsonColumn(row.model_mapping),
      defaultModel: row.default_model,
      priority: row.priority,
      weight: row.weight,
      enabled: convertToBoolean(row.enabled),
      profile: parseJsonColumn(row.profile),
      ...(row.transformers !== null && { transformers: parseJsonColumn(row.transformers) }),
      ...(row.price_multiplier !== null && { priceMultiplier: row.price_multiplier }),
      createdAt: row.created_at,
      updatedAt: row.updated_at,
      credentials: credentials.map(convertFromCredentialRow),
    },
    { kind: 'channel', id: row.id, path: databasePath },
  );
}

export function convertToChannelRow(channel: StoredChannel): ChannelRow {
  return {
    id: channel.id,
    revision: channel.revision,
    name: channel.name,
    provider: channel.provider,
    protocol: channel.protocol,
    base_url: channel.baseUrl,
    auth_style: channel.authStyle,
    models: JSON.stringify(channel.models),
    model_mapping: JSON.stringify(channel.modelMapping),
    default_model: channel.defaultModel,
    priority: channel.priority,
    weight: channel.weight,
    enabled: convertFromBoolean(channel.enabled),
    profile: JSON.stringify(channel.profile),
    transformers: channel.transformers === undefined ? null : JSON.stringify(channel.transformers),
    price_multiplier: channel.priceMultiplier ?? null,
    created_at: channel.createdAt,
    updated_at: channel.updatedAt,
  };
}

export function convertToCredentialRow(
  credential: StoredCredential,
  channelId: string,
  position: number,
): CredentialRow {
  return {
    id: credential.id,
    channel_id: channelId,
    position,
    kind: credential.kind,
    label: credential.label,
    enabled: convertFromBoolean(credential.enabled),
    last4: credential.last4,
    sealed: credential.sealed,
  };
}

function convertFromCredentialRow(row: CredentialRow): unknown {
  return { ...row, enabled: convertToBoolean(row.enabled) };
}
