import type { NewId, Warn } from '../canonical/codec';
import type { CanonicalPart, ToolCallPart } from '../canonical/part';
import type { CanonicalEvent, CanonicalResponse, Finish, PartStart } from '../canonical/response';
import { createCallIds } from './create-call-ids';
import { restoreTool, type RestoredTool } from './restore-tool';
import type { Restoration, ToolIdentity } from './restoration';

/** A call as it went to the client, and what its upstream called it. */
export interface RestoredCall extends ToolIdentity {
  readonly clientId: string;
  readonly originalId: string;
  readonly custom?: boolean;
  /** Gemini's. */
  readonly signature?: string;
}

export interface RestorerEnv {
  readonly newId: NewId;
  readonly warn: Warn;
  /** Told of each complete call, before its `part_end` is given. */
  readonly onCall: (call: RestoredCall) => void;
}

export interface Restorer {
  event(event: CanonicalEvent): readonly CanonicalEvent[];
  response(response: CanonicalResponse): CanonicalResponse;
}

/** A call that is being streamed. */
interface OpenCall {
  readonly tool: RestoredTool;
  readonly clientId: string;
  readonly originalId: string;
  signature: string | null;
}

type CallStart = Extract<PartStart, { kind: 'toolCall' }>;
type EventOf<T extends CanonicalEvent['type']> = Extract<CanonicalEvent, { type: T }>;

/** Upstreams report calls that are not there, and forget to report those that are. */
function fixFinish(finish: Finish, calls: number): Finish {
  if (finish.reason === 'tool_calls' && calls === 0) return { ...finish, reason: 'stop' };
  if (finish.reason === 'stop' && calls > 0) return { ...finish, reason: 'tool_calls' };
  return finish;
}

function describeTool({ identity, custom }: RestoredTool): ToolIdentity & { readonly custom?: boolean } {
  return custom ? { ...identity, custom } : identity;
}

/**
 * Undoes in an answer what was changed in its request: tools get back their names and kinds, arguments their form, and the
 * client ids it can send to any channel. For one answer.
 */
export function createRestorer(restoration: Restoration, { newId, warn, onCall }: RestorerEnv): Restorer {
  const giveId = createCallIds(restoration, newId);
  const open = new Map<number, OpenCall>();
  let calls = 0;

  function report({ tool, clientId, originalId, signature }: OpenCall): void {
    onCall({
      clientId,
      originalId,
      ...describeTool(tool),
      ...(signature === null ? {} : { signature }),
    });
  }

  function openCall(call: CallStart | ToolCallPart): OpenCall {
    const tool = restoreTool(call, restoration);
    const clientId = tool.isOutput ? '' : giveId(call.id);
    if (!tool.isOutput) calls += 1;
    return { tool, clientId, originalId: call.id, signature: null };
  }

  function start(event: EventOf<'part_start'>, content: CallStart): CanonicalEvent {
    const call = openCall(content);
    open.set(event.part, call);
    if (call.tool.isOutput) return { ...event, content: { kind: 'text' } };
    const { name: _name, namespace: _namespace, custom: _custom, ...rest } = content;
    return { ...event, content: { ...rest, id: call.clientId, ...describeTool(call.tool) } };
  }

  function createDelta({ tool }: OpenCall, part: number, text: string): readonly CanonicalEvent[] {
    if (text === '') return [];
    return [{ type: tool.isOutput ? 'text_delta' : 'args_delta', part, text }];
  }

  function readArgs(call: OpenCall, event: EventOf<'args_delta'>): readonly CanonicalEvent[] {
    const { reader, isOutput } = call.tool;
    if (reader === null && !isOutput) return [event];
    return createDelta(call, event.part, reader === null ? event.text : reader.push(event.text));
  }

  function end(call: OpenCall, event: EventOf<'part_end'>): readonly CanonicalEvent[] {
    open.delete(event.part);
    if (!call.tool.isOutput) report(call);
    return [...createDelta(call, event.part, call.tool.reader?.end() ?? ''), event];
  }

  function restoreInCall(call: OpenCall, event: CanonicalEvent): readonly CanonicalEvent[] {
    if (event.type === 'args_delta') return readArgs(call, event);
    if (event.type === 'part_end') return end(call, event);
    if (event.type === 'signature') call.signature = event.signature;
    return [event];
  }

  function restoreFinish(event: EventOf<'finish'>): CanonicalEvent {
    if (open.size > 0) warn('The upstream ended its answer within a tool call.');
    const finish = fixFinish(event.finish, calls);
    return finish === event.finish ? event : { ...event, finish };
  }

  function restorePart(part: CanonicalPart): CanonicalPart {
    if (part.type !== 'toolCall') return part;
    const call = openCall(part);
    const { reader, isOutput } = call.tool;
    const args = reader === null ? part.args : reader.push(part.args) + reader.end();
    if (isOutput) return { type: 'text', text: args };
    call.signature = part.signature ?? null;
    report(call);
    const { name: _name, namespace: _namespace, custom: _custom, ...rest } = part;
    return { ...rest, id: call.clientId, ...describeTool(call.tool), args };
  }

  return {
    event: (event) => {
      if (event.type === 'part_start' && event.content.kind === 'toolCall')
        return [start(event, event.content)];
      if (event.type === 'finish') return [restoreFinish(event)];
      const call = 'part' in event ? open.get(event.part) : undefined;
      return call === undefined ? [event] : restoreInCall(call, event);
    },
    response: (response) => {
      const parts = response.parts.map(restorePart);
      return { ...response, parts, finish: fixFinish(response.finish, calls) };
    },
  };
}
