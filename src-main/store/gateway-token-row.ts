import * as z from 'zod';
import { gatewayTokenSchema, type GatewayTokenScope } from '#shared/domain/gateway-token';
import { parseRow } from './parse-row';
import { convertFromBoolean, convertToBoolean } from './row-values';
import type { StoredGatewayToken } from './types';

export interface GatewayTokenRow {
  id: string;
  name: string;
  enabled: number;
  last4: string;
  sha256: string;
  sealed: string;
  project: string | null;
  models: string | null;
  channel_ids: string | null;
  revision: number;
  created_at: number;
  updated_at: number;
}

const storedGatewayTokenSchema = gatewayTokenSchema.extend({ sha256: z.string(), sealed: z.string() });

/** @throws {StoreError} `database_row_invalid` when the row holds what no gateway token may hold */
export function convertFromGatewayTokenRow(row: GatewayTokenRow, databasePath: string): StoredGatewayToken {
  return parseRow(
    storedGatewayTokenSchema,
    {
      id: row.id,
      name: row.name,
      enabled: convertToBoolean(row.enabled),
      last4: row.last4,
      sha256: row.sha256,
      sealed: row.sealed,
      project: row.project,
      models: parseList(row.models),
      channelIds: parseList(row.channel_ids),
      revision: row.revision,
      createdAt: row.created_at,
      updatedAt: row.updated_at,
    },
    { kind: 'gateway_token', id: row.id, path: databasePath },
  );
}

export function convertToGatewayTokenRow(token: StoredGatewayToken): GatewayTokenRow {
  return {
    id: token.id,
    name: token.name,
    enabled: convertFromBoolean(token.enabled),
    last4: token.last4,
    sha256: token.sha256,
    sealed: token.sealed,
    ...convertToScopeColumns(token),
    revision: token.revision,
    created_at: token.createdAt,
    updated_at: token.updatedAt,
  };
}

type ScopeColumns = Pick<GatewayTokenRow, 'project' | 'models' | 'channel_ids'>;

export function convertToScopeColumns({ project, models, channelIds }: GatewayTokenScope): ScopeColumns {
  return {
    project,
    models: models === null ? null : JSON.stringify(models),
    channel_ids: channelIds === null ? null : JSON.stringify(channelIds),
  };
}

/** What is no JSON is no list, which the schema says. */
function parseList(text: string | null): unknown {
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
