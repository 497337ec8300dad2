import type { ProtocolId } from '#shared/domain/protocol';
import { describeCall, PROTOCOLS, tokenHeaders } from '#tests/integration/failover/support/call-gateway';
import { renderRequest, type RequestParts } from './render-request';
import type { WireAnswer } from './parse-answers';

/** Marks a request and its answer: the fake provider says it back. */
export const MARKER = /ok-\d+-/;

let markers = 0;

export function nextMarker(): string {
  markers += 1;
  return `ok-${markers}-`;
}

export interface KnownGood {
  readonly marker: string;
  readonly parts: RequestParts;
  readonly bytes: Buffer;
}

export interface KnownGoodOptions {
  readonly stream?: boolean;
  readonly protocol?: ProtocolId;
  readonly model?: string;
}

/** A request that must be answered with 200 and its own marker. */
export function knownGood(
  gateway: { readonly url: string; readonly token: string },
  options: KnownGoodOptions = {},
): KnownGood {
  const marker = nextMarker();
  const { protocol = PROTOCOLS[markers % PROTOCOLS.length] ?? 'openai-chat', ...rest } = options;
  const { path, body } = describeCall(protocol, rest);
  const parts: RequestParts = {
    method: 'POST',
    target: path,
    headers: [
      ['host', new URL(gateway.url).host],
      ['content-type', 'application/json'],
      ['x-fuzz-id', marker],
      ...Object.entries(tokenHeaders(protocol, gateway.token)),
    ],
    body: Buffer.from(JSON.stringify(body).replace('hello', marker)),
  };
  return { marker, parts, bytes: renderRequest(parts) };
}

export function isAnswerTo(good: KnownGood, answer: WireAnswer): boolean {
  return answer.status === 200 && answer.body.includes(good.marker);
}
