import { ADMIN_TOKEN } from './open-admin';
import type { Call } from './cases';
import type { Procedure } from './procedures';
import type { Sent } from './send';

export const ADMIN = { authorization: `Bearer ${ADMIN_TOKEN}` };
export const JSON_TYPE = { 'content-type': 'application/json' };

export function buildPath(
  { path }: Pick<Procedure, 'path'>,
  { params = {}, query = {} }: Pick<Call, 'params' | 'query'>,
): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
  const search = new URLSearchParams(query).toString();
  return `/api${filled}${search === '' ? '' : `?${search}`}`;
}

export function buildRequest(procedure: Procedure, call: Call): Sent {
  const { body } = call;
  return {
    method: procedure.method,
    path: buildPath(procedure, call),
    headers: { ...ADMIN, ...(body !== undefined && JSON_TYPE) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  };
}

/** The same request with one field of its input replaced. */
export function replaceField({ method }: Procedure, call: Call, field: string, value: unknown): Call {
  if (method === 'GET') return { ...call, query: { ...call.query, [field]: String(value) } };
  return { ...call, body: { ...call.body, [field]: value } };
}
