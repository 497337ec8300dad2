import type { ServerResponse } from 'node:http';
import type { GatewayStatus } from '#main/gateway/types';
import { sendJson } from './respond';

/** The process runs. */
export function sendLive(response: ServerResponse): void {
  sendJson(response, 200, { status: 'ok' });
}

/** New requests are taken; while draining they are not, and a load balancer should look elsewhere. */
export function sendReady(response: ServerResponse, state: GatewayStatus['state']): void {
  if (state === 'listening') sendJson(response, 200, { status: 'ok' });
  else sendJson(response, 503, { status: state });
}
