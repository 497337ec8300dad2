import { setTimeout as sleep } from 'node:timers/promises';
import { createORPCClient } from '@orpc/client';
import { OpenAPILink } from '@orpc/openapi-client/fetch';
import { createRouterClient } from '@orpc/server';
import { Agent, fetch as undiciFetch } from 'undici';
import { openCore } from '#main/core/open-core';
import { DirectoryOwnedError } from '#main/data-directory/data-directory-error';
import { ensureDataDirectory } from '#main/data-directory/ensure-data-directory';
import { acquireOwnership, readOwner, type Ownership } from '#main/data-directory/ownership';
import { createSettingsStore } from '#main/data-directory/settings-store';
import { createLogger } from '#main/observability/create-logger';
import { loadAdminToken } from '#main/secrets/admin-token';
import { contract, type ContractClient } from '#shared/contract/contract';
import { CliError } from './cli-error';
import type { CliContext } from './cli-context';

/** How long a command waits for another one to finish, or for a starting gateway to say where it listens. */
const OWNERSHIP_WAIT_MS = 3000;
const OWNERSHIP_STEP_MS = 200;
const CONNECT_TIMEOUT_MS = 3000;
/** Beyond any channel test. */
const ANSWER_TIMEOUT_MS = 15 * 60 * 1000;

interface Connection {
  readonly client: ContractClient;
  close(): Promise<void>;
}

/**
 * Runs a command against the product: through the admin API of the gateway that owns the data directory, else on the
 * database itself, owning the directory for as long as the command takes.
 */
export async function withClient<Result>(
  context: CliContext,
  action: (client: ContractClient) => Promise<Result>,
): Promise<Result> {
  const connection = await openConnection(context);
  try {
    return await action(connection.client);
  } finally {
    await connection.close();
  }
}

async function openConnection(context: CliContext): Promise<Connection> {
  const { directory } = ensureDataDirectory(context.directory);
  const deadline = performance.now() + OWNERSHIP_WAIT_MS;
  for (;;) {
    const owner = readOwner(directory);
    if (owner !== null && owner.address !== null) return connect(owner.pid, owner.address, context);
    try {
      return openInProcess(acquireOwnership({ directory, waitMs: OWNERSHIP_STEP_MS }), context);
    } catch (error) {
      if (!(error instanceof DirectoryOwnedError) || performance.now() > deadline) throw error;
    }
    await sleep(OWNERSHIP_STEP_MS / 4);
  }
}

function openInProcess(ownership: Ownership, context: CliContext): Connection {
  try {
    const { env, version } = context;
    const paths = ensureDataDirectory(context.directory);
    const logger = createLogger({ level: 'error', destination: 'stderr', pretty: context.stderr.isTTY });
    const core = openCore({ paths, settings: createSettingsStore(paths), env, version, logger, host: null });
    return {
      client: createRouterClient(core.router),
      async close() {
        await core.gateway.stop({ drainMs: 0 });
        await core.close();
        ownership.release();
      },
    };
  } catch (error) {
    ownership.release();
    throw error;
  }
}

function connect(pid: number, address: string, context: CliContext): Connection {
  const { directory, env, t } = context;
  const { token } = loadAdminToken({ directory, env });
  // An agent of its own: proxy variables are for reaching providers, not this machine.
  const dispatcher = new Agent({
    connect: { timeout: CONNECT_TIMEOUT_MS },
    headersTimeout: ANSWER_TIMEOUT_MS,
    bodyTimeout: ANSWER_TIMEOUT_MS,
  });
  const link = new OpenAPILink(contract, {
    url: `${address}/api`,
    headers: { authorization: `Bearer ${token}` },
    fetch: async (request) => {
      try {
        const response = await undiciFetch(request.url, {
          method: request.method,
          headers: [...request.headers],
          body: request.body === null ? null : await request.text(),
          signal: request.signal,
          dispatcher,
        });
        const { status, headers, body } = response;
        return new Response(body, { status, headers: [...headers] });
      } catch (error) {
        throw new CliError(
          'GATEWAY_UNREACHABLE',
          t('errors.gateway_unreachable', { pid, address, reason: describeCause(error) }),
        );
      }
    },
  });
  return { client: createORPCClient(link), close: () => dispatcher.close() };
}

function describeCause(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}
