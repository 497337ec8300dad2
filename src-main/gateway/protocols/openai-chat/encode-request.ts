import type { EncodedRequest, EncodeTarget, Warn } from '../canonical/codec';
import type { CanonicalRequest } from '../canonical/request';
import type { JsonRecord } from '../json/read';
import { createCacheMarker } from './create-cache-marker';
import { encodeFormat } from './encode-format';
import { encodeMessages } from './encode-messages';
import { encodeMeta } from './encode-meta';
import { encodeReasoning } from './encode-reasoning';
import { encodeMaxTokens, encodeSampling } from './encode-sampling';
import { encodeTools } from './encode-tools';
import { omitAbsent } from '../json/omit-absent';

/** What the channel's owner wants left out and put in has the last word. */
function applyOverrides(body: JsonRecord, { profile }: EncodeTarget): JsonRecord {
  const dropped = new Set(profile.dropParams);
  const kept =
    dropped.size === 0 ? body : Object.fromEntries(Object.entries(body).filter(([key]) => !dropped.has(key)));
  return { ...kept, ...profile.extraBody };
}

export function encodeRequest(request: CanonicalRequest, target: EncodeTarget, warn: Warn): EncodedRequest {
  const { profile } = target;
  const mark = createCacheMarker(request, profile);
  const scope = { request, target, mark, warn };
  const body = {
    model: target.model,
    ...encodeMeta(request, profile),
    messages: encodeMessages(scope),
    stream: request.stream,
    // Asked for whatever the client wants: the gateway counts.
    ...(request.stream && profile.streamOptions ? { stream_options: { include_usage: true } } : {}),
    ...encodeMaxTokens(request.maxTokens, target, warn),
    ...encodeSampling(request, target, warn),
    ...encodeTools(request, profile, warn),
    ...omitAbsent({ response_format: encodeFormat(request) }),
    ...encodeReasoning(request.reasoning, target, warn),
  };
  return {
    body: applyOverrides(body, target),
    headers: request.stream ? { accept: 'text/event-stream' } : {},
  };
}
