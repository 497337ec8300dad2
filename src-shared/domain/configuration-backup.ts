import * as z from 'zod';
import { channelSettingsSchema } from './channel';
import { gatewayTokenSchema, gatewayTokenScopeSchema } from './gateway-token';
import { channelGroupSchema, MAX_RULES, routeRuleSchema } from './routing-table';

export const BACKUP_FORMAT = 'routex-backup';
export const BACKUP_VERSION = 1;

const MAX_ENTRIES = 10_000;
const id = z.string().min(1).max(64);

const credentialSchema = z.object({
  id,
  kind: z.enum(['key', 'client']),
  label: z.string().max(80).nullable(),
  enabled: z.boolean(),
  /** Null unless secrets were asked for. */
  secret: z.string().min(1).max(10_000).nullable(),
});

/** A configuration as it can be carried to another computer: not what was recorded, and not where Routex listens. */
export const backupContentSchema = z.object({
  channels: z
    .array(channelSettingsSchema.extend({ id, credentials: z.array(credentialSchema).max(100) }))
    .max(MAX_ENTRIES),
  gatewayTokens: z
    .array(
      z.object({
        id,
        name: gatewayTokenSchema.shape.name,
        enabled: z.boolean(),
        ...gatewayTokenScopeSchema.shape,
        /** Null unless secrets were asked for. */
        token: z.string().min(1).max(500).nullable(),
      }),
    )
    .max(MAX_ENTRIES),
  rules: z.array(routeRuleSchema).max(MAX_RULES),
  groups: z.array(channelGroupSchema).max(100),
  /** Checked by the settings themselves. */
  settings: z.record(z.string(), z.json()),
});
export type BackupContent = z.infer<typeof backupContentSchema>;

const head = {
  format: z.literal(BACKUP_FORMAT),
  version: z.number().int().positive(),
  /** Version of Routex that wrote it. */
  routex: z.string().max(40),
  /** Milliseconds since the epoch. */
  createdAt: z.number().int(),
};

/** Of scrypt (RFC 7914), whose result is the key of `data`. */
const derivationSchema = z.object({
  name: z.literal('scrypt'),
  cost: z.number().int().min(2).max(1_048_576),
  blockSize: z.number().int().min(1).max(32),
  parallelization: z.number().int().min(1).max(16),
  salt: z.base64url().max(100),
});

/** The file: its content as it is, or sealed with a password. */
export const backupFileSchema = z.union([
  z.object({ ...head, derivation: z.null(), content: z.unknown() }),
  z.object({ ...head, derivation: derivationSchema, data: z.string() }),
]);
export type BackupFile = z.infer<typeof backupFileSchema>;

export const backupChangeSchema = z.object({
  kind: z.enum(['channel', 'gateway_token', 'rules', 'settings']),
  /** Null for rules and settings, of which there is one each. */
  id: z.string().nullable(),
  name: z.string().nullable(),
  /** `keep`: stored, not in the file, and left alone. `skip`: cannot be restored, as `problem` says. */
  action: z.enum(['create', 'update', 'remove', 'keep', 'same', 'skip']),
  /** What an update changes. */
  fields: z.array(z.string()),
  /**
   * - `key_missing`: the file has no key for it, so one has to be entered
   * - `token_missing`: the file does not hold the token itself
   * - `name_taken`: something else has its name
   */
  problem: z.enum(['key_missing', 'token_missing', 'name_taken']).nullable(),
});
export type BackupChange = z.infer<typeof backupChangeSchema>;
