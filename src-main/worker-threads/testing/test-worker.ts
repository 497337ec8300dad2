import { threadId, workerData } from 'node:worker_threads';
import { answerCalls } from '#main/worker-threads/answer-calls';

export type TestCall = 'who' | 'throw' | 'exit' | 'hang' | 'unclonable';

answerCalls((call: TestCall) => {
  switch (call) {
    case 'who':
      return { threadId, data: workerData as unknown };
    case 'throw':
      throw new Error('thrown by the worker');
    case 'exit':
      process.exit(3);
    case 'hang':
      for (;;);
    case 'unclonable':
      return () => {};
  }
});
