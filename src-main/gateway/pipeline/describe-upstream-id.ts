import type { HeaderRecord } from './forward-headers';

/** What a header can hold; no provider's id is anything else. */
const HEADER_ID = /^[\x21-\x7e]{1,200}$/;

/** By what id the upstream knows the answer, for whoever asks its provider about it; the client gets one of Routex. */
export function describeUpstreamId(upstreamId: string | null): HeaderRecord {
  return upstreamId !== null && HEADER_ID.test(upstreamId) ? { 'x-routex-upstream-id': upstreamId } : {};
}
