// Runs one file of the user. Whatever it does, it does to this thread only.
import { parentPort, workerData } from 'node:worker_threads';
import type { RouterData } from '#main/gateway/user-code/router-input';
import { loadUserModule, type UserModule } from '#main/worker-threads/user-code/load-user-module';
import { runRouter } from '#main/worker-threads/user-code/run-router';
import type {
  UserThreadCall,
  UserThreadData,
  UserThreadMessage,
} from '#main/worker-threads/user-code/user-thread-messages';

const port = parentPort;
if (port === null) throw new Error('This file runs in a worker thread only.');
const { path } = workerData as UserThreadData;

const tell = (message: UserThreadMessage): void => port.postMessage(message);

function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : `it threw ${String(error)}`;
}

async function answer(loaded: UserModule, { id, data, body }: UserThreadCall): Promise<void> {
  try {
    const text = new TextDecoder().decode(body ?? new Uint8Array());
    const value = await runRouter(loaded, data as RouterData, text);
    tell({ type: 'answer', id, json: JSON.stringify(value) ?? 'null' });
  } catch (error) {
    tell({ type: 'failed', id, message: describe(error) });
  }
}

try {
  const loaded = await loadUserModule(path);
  port.on('message', (call: UserThreadCall) => void answer(loaded, call));
  tell({ type: 'ready' });
} catch (error) {
  tell({ type: 'unusable', message: describe(error) });
}
