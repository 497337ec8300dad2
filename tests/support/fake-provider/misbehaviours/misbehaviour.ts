import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Answer } from '../answer';
import type { Exchange } from '../exchange';
import type { Reply } from '../reply';

/** One way to go wrong. Several may act on one request, in the order in which they are given. */
export interface Misbehaviour {
  /** For test output. */
  readonly name: string;
  /** An answer instead of the provider's own. No queued reply is used up. */
  replace?(exchange: Exchange): Answer;
  /** Changes what the model says. */
  changeReply?(reply: Reply): Reply;
  /** Changes the answer on its way out. */
  change?(answer: Answer, exchange: Exchange): Answer | Promise<Answer>;
  /** Takes the request over altogether. `answer` is what would have been sent. */
  handle?(
    req: IncomingMessage,
    res: ServerResponse,
    exchange: Exchange,
    answer: Answer,
  ): void | Promise<void>;
}
