import type { ServerResponse } from 'node:http';

/** Longer than any answer of the admin API takes but a channel's test, which may be cut. */
const SETTLE_MS = 1000;

/** Answers of the admin API that are under way. */
export interface AnswerRegister {
  /** @param session secret of the session it is for; null for the admin token */
  add(response: ServerResponse, session: string | null): void;
  /** Ends what a session still receives: the events of a dashboard in another tab. */
  cut(session: string): void;
  /** Resolves when what had not begun to answer by now has answered. Event streams have begun, and are not waited for. */
  settled(): Promise<void>;
}

export function createAnswerRegister(): AnswerRegister {
  const answers = new Map<ServerResponse, string | null>();

  return {
    add(response, session) {
      answers.set(response, session);
      response.once('close', () => answers.delete(response));
    },
    cut(session) {
      for (const [response, owner] of answers) if (owner === session) response.destroy();
    },
    async settled() {
      const pending = [...answers.keys()].filter((response) => !response.headersSent);
      const sent = pending.map((response) => new Promise<void>((resolve) => response.once('close', resolve)));
      const { promise: timeout, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, SETTLE_MS);
      await Promise.race([Promise.all(sent), timeout]);
      clearTimeout(timer);
    },
  };
}
