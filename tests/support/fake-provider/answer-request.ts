import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ProtocolId } from '#shared/domain/protocol';
import { createBodyAnswer } from './answer';
import type { Answer } from './answer';
import { checkRequest } from './check-request';
import type { RequestChecks } from './check-request';
import type { RequestLog } from './create-request-log';
import type { EncodeContext } from './encoder';
import type { Exchange } from './exchange';
import { asObject } from './json';
import type { Misbehaviour } from './misbehaviours/misbehaviour';
import { providerHeaders } from './provider-headers';
import { recordRequest } from './record-request';
import type { RecordedRequest } from './recorded-request';
import type { Reply, ReplySource } from './reply';
import { respond } from './respond';
import { writeAnswer } from './write-answer';

/** What one request may use of its provider. */
export interface ProviderState {
  readonly origin: string;
  readonly ordinal: number;
  readonly log: RequestLog;
  readonly models: Readonly<Record<ProtocolId, readonly string[]>>;
  readonly checks: RequestChecks;
  readonly closing: AbortSignal;
  readonly onRequest: ((request: RecordedRequest) => void | Promise<void>) | undefined;
  takeReply(request: RecordedRequest): ReplySource;
  takeMisbehaviours(request: RecordedRequest): readonly Misbehaviour[];
  reportError(error: unknown): void;
}

const SECOND_MS = 1000;

/** Records the request and answers it. Never rejects. */
export async function answerRequest(
  req: IncomingMessage,
  res: ServerResponse,
  state: ProviderState,
): Promise<void> {
  const gone = new AbortController();
  // A broken connection ends the exchange through `close`.
  res.on('error', () => {});
  res.on('close', () => gone.abort());
  try {
    const recorded = await recordRequest(req, state.origin);
    const request = state.log.add(recorded);
    const leave = watchForAbort(res, request, state);
    await state.onRequest?.(request);
    await play(req, res, request, { ...state, leave }, gone.signal);
  } catch (error) {
    const clientLeft = gone.signal.aborted || !req.complete;
    if (clientLeft || state.closing.aborted) return;
    state.reportError(error);
    answerBroken(res, error);
  }
}

async function play(
  req: IncomingMessage,
  res: ServerResponse,
  request: RecordedRequest,
  state: ProviderState & { leave: () => void },
  gone: AbortSignal,
): Promise<void> {
  const misbehaviours = state.takeMisbehaviours(request);
  const { exchange, answer } = await prepare(request, misbehaviours, state);
  const handler = misbehaviours.find((misbehaviour) => misbehaviour.handle);
  if (handler) await handler.handle?.(req, res, exchange, answer);
  else await writeAnswer(res, answer, { signal: gone, onBreak: state.leave });
}

async function prepare(
  request: RecordedRequest,
  misbehaviours: readonly Misbehaviour[],
  state: ProviderState,
): Promise<{ exchange: Exchange; answer: Answer }> {
  const replacement = misbehaviours.find((misbehaviour) => misbehaviour.replace);
  const refusal = checkRequest(request, state.checks);
  const generates = request.endpoint.kind === 'generate' && !refusal && !replacement;
  const reply = generates ? await chooseReply(request, misbehaviours, state) : null;
  const exchange: Exchange = {
    request,
    protocol: request.protocol ?? 'openai-chat',
    context: createContext(request, state),
    headers: providerHeaders(request.protocol, state.ordinal),
    refusal,
    reply,
  };
  let answer = replacement?.replace?.(exchange) ?? respond(exchange, state.models);
  for (const misbehaviour of misbehaviours) {
    // oxlint-disable-next-line no-await-in-loop -- each changes what the one before it made
    answer = (await misbehaviour.change?.(answer, exchange)) ?? answer;
  }
  return { exchange, answer };
}

async function chooseReply(
  request: RecordedRequest,
  misbehaviours: readonly Misbehaviour[],
  state: ProviderState,
): Promise<Reply> {
  const source = state.takeReply(request);
  const reply = typeof source === 'function' ? await source(request) : source;
  return misbehaviours.reduce(
    (changed, misbehaviour) => misbehaviour.changeReply?.(changed) ?? changed,
    reply,
  );
}

function createContext(request: RecordedRequest, { ordinal, checks }: ProviderState): EncodeContext {
  const inArray = request.protocol === 'gemini' && request.stream && request.query['alt'] !== 'sse';
  return {
    model: request.model,
    ordinal,
    createdAt: Math.floor(request.receivedAt / SECOND_MS),
    request: asObject(request.json),
    framing: inArray ? 'json-array' : 'sse',
    signature: checks.signature,
  };
}

/** Marks the request when its answer is cut off by anyone but the fake; the answer tells when the fake does it. */
function watchForAbort(res: ServerResponse, request: RecordedRequest, state: ProviderState): () => void {
  let left = false;
  const check = (): void => {
    if (!left && !res.writableFinished && !state.closing.aborted) state.log.markAborted(request);
  };
  if (res.closed) check();
  else res.on('close', check);
  return () => {
    left = true;
  };
}

function answerBroken(res: ServerResponse, error: unknown): void {
  if (res.headersSent) return void res.destroy();
  const text = `The fake provider failed: ${error instanceof Error ? error.stack : String(error)}`;
  const { status, headers } = createBodyAnswer(500, 'text/plain', text, { 'x-should-retry': 'false' });
  res.writeHead(status, headers).end(text);
}
