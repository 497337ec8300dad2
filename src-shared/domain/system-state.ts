import * as z from 'zod';

/**
 * - `paused`: new requests of clients are refused until it is resumed
 * - `draining`: running requests may finish, then the gateway stops
 */
export const systemStateSchema = z.enum(['stopped', 'listening', 'paused', 'draining']);
export type SystemState = z.infer<typeof systemStateSchema>;
