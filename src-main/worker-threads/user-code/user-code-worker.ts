// Runs one file of the user. Whatever it does, it does to this thread only.
import { parentPort, workerData } from 'node:worker_threads';
import type { RouterData } from '#main/gateway/user-code/router-input';
import type { TransformerData } from '#main/gateway/user-code/transformer-input';
import { findOversize } from '#main/worker-threads/user-code/answer-limits';
import { describeThrown } from '#main/worker-threads/user-code/describe-thrown';
import { loadUserModule, type UserModule } from '#main/worker-threads/user-code/load-user-module';
import { runRouter } from '#main/worker-threads/user-code/run-router';
import { createTransformerRunner } from '#main/worker-threads/user-code/run-transformer';
import type {
  UserThreadCall,
  UserThreadData,
  UserThreadMessage,
  UserThreadRelease,
} from '#main/worker-threads/user-code/user-thread-messages';

const port = parentPort;
if (port === null) throw new Error('This file runs in a worker thread only.');
const { path } = workerData as UserThreadData;

const tell = (message: UserThreadMessage): void => port.postMessage(message);

interface Runner {
  run(call: UserThreadCall): Promise<unknown>;
  release(session: string): void;
}

function createRunner(loaded: UserModule): Runner {
  const transformer = createTransformerRunner(loaded);
  return {
    release: (session) => transformer.release(session),
    run({ hook, data, body }) {
      const text = new TextDecoder().decode(body ?? new Uint8Array());
      if (hook === 'route') return runRouter(loaded, data as RouterData, text);
      return transformer.run(hook, data as TransformerData, text);
    },
  };
}

async function answer({ run }: Runner, call: UserThreadCall): Promise<void> {
  const { id } = call;
  try {
    const value = await run(call);
    const json = JSON.stringify(value) ?? 'null';
    const oversize = findOversize(call.hook, json);
    const externalBytes = process.memoryUsage().external;
    tell(
      oversize === null
        ? { type: 'answer', id, json, externalBytes }
        : { type: 'failed', id, message: oversize },
    );
  } catch (error) {
    tell({ type: 'failed', id, message: describeThrown(error) });
  }
}

try {
  const runner = createRunner(await loadUserModule(path));
  port.on('message', (message: UserThreadCall | UserThreadRelease) => {
    if ('release' in message) runner.release(message.release);
    else void answer(runner, message);
  });
  tell({ type: 'ready' });
} catch (error) {
  tell({ type: 'unusable', message: describeThrown(error) });
}
