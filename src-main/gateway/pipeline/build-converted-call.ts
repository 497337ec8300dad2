import { upstreamUrl } from '#shared/domain/base-url';
import type { WriteResult } from '../conversion/conversion-desk';
import type { GatewayConfig } from '../ports';
import type { EncodeTarget } from '../protocols/canonical/codec';
import type { UpstreamCall } from '../providers/upstream-client';
import type { RouteTarget } from '../routing/plan-route';
import type { PreparedRequest } from './build-call';
import { cutBody } from './cut-body';
import { findKnownUrl } from './find-known-url';
import { selectConvertedHeaders } from './forward-headers';
import { modelPath } from './model-path';
import { toRequestBody } from '../request-body';

/** The upstream call of a request that was written anew for its target. */
export function buildConvertedCall(
  prepared: PreparedRequest,
  { channel, credential }: RouteTarget,
  target: EncodeTarget,
  written: Pick<WriteResult, 'body' | 'headers'>,
  timeouts: GatewayConfig['settings']['timeouts'],
): UpstreamCall {
  const { stream } = prepared;
  return {
    url: findKnownUrl(channel, `converted ${stream ? 'stream' : 'whole'} ${target.model}`, () =>
      convertedUrl(channel.baseUrl, target, stream),
    ),
    method: 'POST',
    headers: selectConvertedHeaders(prepared.headers, {
      own: { ...written.headers, ...target.profile.extraHeaders },
      stream,
      credential,
      authStyle: channel.authStyle,
      login: prepared.login,
    }),
    body: cutBody(toRequestBody(written.body)),
    headersTimeoutMs: stream ? timeouts.streamHeadersMs : timeouts.headersMs,
    idleTimeoutMs: timeouts.idleMs,
  };
}

/** Where a target is asked for an answer. */
export function convertedUrl(baseUrl: string, target: EncodeTarget, stream: boolean): URL {
  switch (target.protocol) {
    case 'anthropic-messages':
      return upstreamUrl(baseUrl, target.protocol, '/messages', '/v1');
    case 'openai-chat':
      return upstreamUrl(baseUrl, target.protocol, '/chat/completions', '/v1');
    case 'openai-responses':
      return upstreamUrl(baseUrl, target.protocol, '/responses', '/v1');
    case 'gemini': {
      const verb = stream ? ':streamGenerateContent' : ':generateContent';
      const path = `${modelPath(null, target.model)}${verb}`;
      const url = upstreamUrl(baseUrl, target.protocol, path, '/v1beta');
      if (stream) url.searchParams.set('alt', 'sse');
      return url;
    }
  }
}
