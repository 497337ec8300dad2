/**
 * A provider for tests: a real HTTP server on loopback that speaks the four protocols as the official services do, and
 * goes wrong on demand.
 *
 *     const provider = await startFakeProvider();
 *     provider.reply({ parts: [{ thinking: 'hm' }, { text: 'Hello' }] });
 *     provider.behave(cutAfterEvents(3, 'reset'), { times: 1 });
 *     // … a client talks to provider.url with provider.key …
 *     expect(provider.requests[0]).toMatchObject({ protocol: 'openai-chat', stream: true });
 *     await provider.close();
 */
export type { Answer, AnswerPiece } from './answer';
export type { FailureKind } from './describe-failure';
export { describeFailure } from './describe-failure';
export type { EncodeContext, StreamEvent, StreamEventRole } from './encoder';
export { encodeBody, encodeStream, encodeStreamEvents } from './encoders';
export type { Exchange } from './exchange';
export type { FakeProvider, FakeProviderOptions } from './fake-provider';
export * from './misbehaviours/index';
export { exchangeRaw, type RawExchange, type RawRequest } from './exchange-raw';
export type { Conversation, ToolCall, ToolResult } from './read-conversation';
export { readConversation } from './read-conversation';
export { readPrompt, type Prompt } from './read-prompt';
export { readReasoning, type SentReasoning } from './read-reasoning';
export type { RecordedRequest } from './recorded-request';
export type { Reply, ReplyPart, ReplySource, ReplyStop, ReplyUsage } from './reply';
export { FAKE_SIGNATURE } from './reply';
export { UNKNOWN_MODEL } from './check-request';
export { FAKE_KEY, startFakeProvider } from './start-fake-provider';
