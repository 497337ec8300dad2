import type { ServerResponse } from 'node:http';

/** Longer than any answer of the admin API takes but a channel's test, which may be cut. */
const SETTLE_MS = 1000;

/** How often it is looked whether who receives an answer is still signed in. */
const CHECK_MS = 60_000;

/** Answers of the admin API that are under way. */
export interface AnswerRegister {
  /** @param session secret of the session it is for; null for the admin token */
  add(response: ServerResponse, session: string | null): void;
  /** Ends what a session still receives: the events of a dashboard in another tab. */
  cut(session: string): void;
  /** Resolves when what had not begun to answer by now has answered. Event streams have begun, and are not waited for. */
  settled(): Promise<void>;
}

/**
 * @param options.isSignedIn whether a session still holds; asked as long as something is sent to it, which counts as its use:
 *   whoever has a live view open is there
 */
export function createAnswerRegister(options: {
  isSignedIn: (session: string) => boolean;
  checkMs?: number;
}): AnswerRegister {
  const { isSignedIn, checkMs = CHECK_MS } = options;
  const answers = new Map<ServerResponse, string | null>();
  let checking: NodeJS.Timeout | null = null;

  const check = (): void => {
    for (const [response, session] of answers) {
      if (session !== null && !isSignedIn(session)) response.destroy();
    }
  };
  const remove = (response: ServerResponse): void => {
    answers.delete(response);
    if (answers.size > 0 || checking === null) return;
    clearInterval(checking);
    checking = null;
  };

  return {
    add(response, session) {
      answers.set(response, session);
      checking ??= setInterval(check, checkMs).unref();
      response.once('close', () => remove(response));
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
