import { oc } from '@orpc/contract';
import * as z from 'zod';
import { STORE_PROBLEMS } from '#shared/domain/store-problem';

/** Why an input was refused, where more can be said than that it does not fit its schema. */
export const INVALID_REASONS = [
  'invalid',
  'backup_invalid',
  'backup_newer',
  'backup_password',
  'base_url_invalid',
  'base_url_required',
  'channel_unknown',
  'conversion_impossible',
  'credential_unknown',
  'model_not_served',
  'name_reserved',
  'preset_protocol',
  'preset_unknown',
  'protocol_required',
  'request_invalid',
  'weight_invalid',
] as const;

/** `channel` is the name of the channel the input was about, null where there is none. */
const invalidInputSchema = z.object({
  field: z.string().nullable(),
  reason: z.enum(INVALID_REASONS),
  channel: z.string().nullable(),
  value: z.string().nullable(),
});
export type InvalidInput = z.infer<typeof invalidInputSchema>;

/** Why something valid cannot be done now. */
export const CONFLICT_REASONS = [
  'stale_revision',
  'name_taken',
  'channel_disabled',
  /** The id the caller made up belongs to something else. */
  'id_taken',
  'last_gateway_token',
  /** What was stored of the request is not the whole of it. */
  'bodies_incomplete',
  /** The channel answers with its caller's own login, which is not kept. */
  'client_login',
  /** It needs a gateway that listens, and none does. */
  'not_listening',
] as const;

/** `kind` and `name` say what the conflict is about; settings and the gateway itself have no name. */
const conflictSchema = z.object({
  reason: z.enum(CONFLICT_REASONS),
  kind: z.enum(['channel', 'gateway_token', 'rules', 'settings', 'gateway', 'request']),
  name: z.string().nullable(),
  field: z.string().nullable(),
});
export type Conflict = z.infer<typeof conflictSchema>;

/** The errors every procedure may answer with. Messages are English; a user interface translates by code and data. */
export const contractErrors = {
  INVALID_INPUT: { status: 400, message: 'The input is not valid.', data: invalidInputSchema },
  NOT_FOUND: {
    status: 404,
    message: 'There is no such thing.',
    data: z.object({ kind: z.enum(['channel', 'gateway_token', 'request', 'bodies']), id: z.string() }),
  },
  CONFLICT: {
    status: 409,
    message: 'The change conflicts with what is stored, or with what runs.',
    data: conflictSchema,
  },
  CREDENTIAL_UNREADABLE: {
    status: 422,
    message: 'A stored secret cannot be decrypted with the present data key.',
    data: z.object({ kind: z.enum(['channel', 'gateway_token']), name: z.string() }),
  },
  /** The database does not take it: see `SystemStatus.storeProblem`. */
  STORE_UNUSABLE: {
    status: 503,
    message: 'The database cannot be used. Nothing was changed.',
    data: z.object({
      reason: z.enum(STORE_PROBLEMS),
      path: z.string(),
      /** The newest usable copy; null when there is none or it is not known. */
      backup: z.string().nullable(),
      /** The row that cannot be read, where it is one. */
      row: z.string().nullable(),
      /** What exactly is wrong, in the words of SQLite or the system. */
      detail: z.string().nullable(),
    }),
  },
  SETTINGS_UNUSABLE: {
    status: 503,
    message: 'The settings file cannot be read or written. Nothing was changed.',
    data: z.object({
      reason: z.enum(['settings_unreadable', 'settings_invalid', 'settings_not_saved']),
      path: z.string(),
      field: z.string().nullable(),
      detail: z.string(),
    }),
  },
  /** Nothing is wrong, but it cannot be done now, or not at that size. */
  BUSY: {
    status: 503,
    message: 'Routex cannot do this now.',
    data: z.object({ reason: z.enum(['time_limit', 'too_many_live_views', 'stopping']) }),
  },
} as const;

/** Where every procedure of the contract begins. */
export const procedure = oc.errors(contractErrors);
