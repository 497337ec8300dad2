import type { EncodedRequest, EncodeTarget, Warn } from '../canonical/codec';
import type { CanonicalRequest } from '../canonical/request';
import { isFilled, readRecord, type JsonRecord } from '../json/read';
import { describeModel } from './describe-model';
import { encodeContents } from './encode-contents';
import { encodeGenerationConfig } from './encode-generation-config';
import type { EncodeScope } from './encode-scope';
import { encodeToolConfig } from './encode-tool-config';
import { encodeTools } from './encode-tools';
import { mapServiceTier } from './map-service-tier';

const NO_MEMBERS: JsonRecord = {};

function encodeServiceTier({ meta }: CanonicalRequest, { profile }: EncodeTarget): JsonRecord {
  const serviceTier = profile.official ? mapServiceTier(meta.serviceTier) : null;
  return serviceTier === null ? NO_MEMBERS : { serviceTier };
}

/** What the channel's owner wants left out and put in has the last word. */
function applyProfile(body: JsonRecord, { profile }: EncodeTarget): JsonRecord {
  const { dropParams, extraBody } = profile;
  const kept =
    dropParams.length === 0
      ? body
      : Object.fromEntries(Object.entries(body).filter(([key]) => !dropParams.includes(key)));
  const config = readRecord(extraBody, 'generationConfig');
  if (config === null) return { ...kept, ...extraBody };
  // Most of what there is to say of an answer lies one level down.
  const generationConfig = { ...readRecord(kept, 'generationConfig'), ...config };
  return { ...kept, ...extraBody, generationConfig };
}

/** Model and streaming are told by the address, the key by a header. */
export function encodeRequest(request: CanonicalRequest, target: EncodeTarget, warn: Warn): EncodedRequest {
  const origin = request.origin.protocol;
  const scope: EncodeScope = { target, model: describeModel(target.model), origin, warn };
  const own = origin === 'gemini' ? request.extra : NO_MEMBERS;
  const encoded = encodeTools(request, scope);
  const toolConfig = { ...readRecord(own, 'toolConfig'), ...encodeToolConfig(request, encoded, scope) };
  const config = {
    ...readRecord(own, 'generationConfig'),
    ...encodeGenerationConfig(request, scope),
  };
  const system = request.system.map(({ text }) => ({ text }));
  const body = {
    ...own,
    ...(system.length > 0 && { systemInstruction: { parts: system } }),
    contents: encodeContents(request.messages, scope),
    ...(encoded.tools !== null && { tools: encoded.tools }),
    ...(isFilled(toolConfig) && { toolConfig }),
    ...(isFilled(config) && { generationConfig: config }),
    ...encodeServiceTier(request, target),
  };
  return { body: applyProfile(body, target), headers: {} };
}
