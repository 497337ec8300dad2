import { oc } from '@orpc/contract';
import * as z from 'zod';

/** Why an input was refused, where more can be said than that it does not fit its schema. */
export const INVALID_REASONS = [
  'invalid',
  'base_url_invalid',
  'base_url_required',
  'credential_unknown',
  'name_reserved',
  'preset_protocol',
  'preset_unknown',
  'protocol_required',
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

/** The errors every procedure may answer with. Messages are English; a user interface translates by code and data. */
export const contractErrors = {
  INVALID_INPUT: { status: 400, message: 'The input is not valid.', data: invalidInputSchema },
  NOT_FOUND: {
    status: 404,
    message: 'There is no such thing.',
    data: z.object({ kind: z.enum(['channel', 'gateway_token']), id: z.string() }),
  },
  CONFLICT: {
    status: 409,
    message: 'The change conflicts with what is stored.',
    data: z.object({
      reason: z.enum(['stale_revision', 'name_taken', 'channel_disabled']),
      field: z.string().nullable(),
      channel: z.string().nullable(),
    }),
  },
  CREDENTIAL_UNREADABLE: {
    status: 422,
    message: 'A stored secret cannot be decrypted with the present data key.',
    data: z.object({ kind: z.enum(['channel', 'gateway_token']), name: z.string() }),
  },
  SETTINGS_UNUSABLE: {
    status: 500,
    message: 'The settings file cannot be read or written.',
    data: z.object({
      reason: z.enum([
        'settings_unreadable',
        'settings_invalid',
        'settings_change_invalid',
        'settings_not_saved',
      ]),
      path: z.string(),
      field: z.string().nullable(),
      detail: z.string(),
    }),
  },
} as const;

/** Where every procedure of the contract begins. */
export const procedure = oc.errors(contractErrors);
