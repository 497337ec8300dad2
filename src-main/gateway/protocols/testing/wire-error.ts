import type { StreamFacts, WireError } from '../types';

export function createWireError(members: Partial<WireError> = {}): WireError {
  return { kind: 'server_error', message: 'It broke.', requestId: 'req_1', ...members };
}

export function createFacts(members: Partial<StreamFacts> = {}): StreamFacts {
  return {
    atBoundary: true,
    contentSeen: false,
    ending: 'open',
    error: null,
    usage: null,
    model: null,
    responseId: null,
    stopReason: null,
    sequenceNumber: -1,
    events: 0,
    createdAt: null,
    arrayPosition: null,
    ...members,
  };
}
