import type { ProtocolId } from '#shared/domain/protocol';
import { GatewayError } from '../errors';
import type { PreparedRequest } from '../pipeline/build-call';
import { modelPath } from '../pipeline/model-path';
import { toRequestBody } from '../request-body';
import { createBodyScanner, NO_STATE } from '../pipeline/scan-body';
import type { JsonRecord } from '../protocols/json/read';
import { matchEndpoint, type UpstreamEndpoint } from '../server/match-endpoint';

/** A request as a client would send it. */
export interface PreviewedClientRequest {
  readonly protocol: ProtocolId;
  readonly body: JsonRecord;
  /** What a Gemini client says in its path; null for the others. */
  readonly path: { readonly model: string; readonly stream: boolean } | null;
}

/**
 * What is known of a request that has been received.
 *
 * @throws {GatewayError} `invalid_request` when it names no model or cannot be written
 */
export function preparePreview({ protocol, body: json, path }: PreviewedClientRequest): PreparedRequest {
  const bytes = writeBody(json);
  const body = toRequestBody(bytes);
  const base = {
    endpoint: selectEndpoint(protocol, path),
    headers: { 'content-type': 'application/json' },
    login: {},
    body,
    plainBody: body,
  };
  if (path !== null) {
    const { model, stream } = path;
    const query = stream ? 'alt=sse' : '';
    return {
      ...base,
      query,
      model,
      stream,
      modelRanges: [],
      modelAlias: null,
      systemStart: null,
      systemEnd: null,
      metadataStart: null,
      state: NO_STATE,
      envelope: false,
    };
  }
  const scanner = createBodyScanner();
  scanner.push(bytes);
  const { model, ...fields } = scanner.finish();
  if (model === null || model === '') throw new GatewayError('invalid_request', 'model: field required');
  return { ...base, ...fields, query: '', model };
}

function writeBody(json: JsonRecord): Buffer {
  try {
    return Buffer.from(JSON.stringify(json));
  } catch (error) {
    // JSON.parse takes any depth, JSON.stringify does not.
    if (error instanceof RangeError) throw new GatewayError('invalid_request', 'body: is nested too deeply');
    throw error;
  }
}

function selectEndpoint(protocol: ProtocolId, path: PreviewedClientRequest['path']): UpstreamEndpoint {
  const endpoint = matchEndpoint('POST', selectPath(protocol, path));
  if (endpoint.type !== 'upstream') {
    throw new GatewayError('invalid_request', 'The model name makes no path that Gemini clients could call.');
  }
  return endpoint;
}

function selectPath(protocol: ProtocolId, path: PreviewedClientRequest['path']): string {
  switch (protocol) {
    case 'anthropic-messages':
      return '/v1/messages';
    case 'openai-chat':
      return '/v1/chat/completions';
    case 'openai-responses':
      return '/v1/responses';
    case 'gemini': {
      const verb = path?.stream === true ? 'streamGenerateContent' : 'generateContent';
      return `/v1beta${modelPath(null, path?.model ?? '')}:${verb}`;
    }
  }
}
