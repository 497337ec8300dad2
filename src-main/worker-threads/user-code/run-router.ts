import type { RouterChannel, RouterContext, RouterData } from '#main/gateway/user-code/router-input';
import type { UserModule } from '#main/worker-threads/user-code/load-user-module';

/** Characters of JSON to a token: an estimate, as claude-code-router's users are used to. */
const CHARS_PER_TOKEN = 4;

/**
 * Calls a custom router. A CommonJS file is one of claude-code-router and gets `(req, config)` in its shape, with Routex's own
 * context on `req` besides; an ES module gets the context.
 *
 * @param bodyText the client's JSON
 */
export async function runRouter(
  { exported, isCommonJs }: UserModule,
  data: RouterData,
  bodyText: string,
): Promise<unknown> {
  if (typeof exported !== 'function') throw new TypeError('The file exports no function.');
  const body: unknown = JSON.parse(bodyText);
  const context: RouterContext = { ...data, request: { ...data.request, body } };
  const answer: unknown = isCommonJs
    ? await exported(createForeignRequest(context, bodyText), createForeignConfig(context))
    : await exported(context);
  return answer;
}

function createForeignRequest(context: RouterContext, bodyText: string): object {
  const { request, facts } = context;
  return {
    ...context,
    body: request.body,
    headers: request.headers,
    method: 'POST',
    sessionId: facts.sessionId,
    tokenCount: Math.ceil(bodyText.length / CHARS_PER_TOKEN),
    // What the file says goes where its console goes.
    log: { trace: say, debug: say, info: say, warn: say, error: say, fatal: say },
  };
}

function say(...words: readonly unknown[]): void {
  // oxlint-disable-next-line no-console -- the thread's console is the file's own
  console.log(...words);
}

/** `Providers` and `Router` as claude-code-router has them in its configuration, without keys. */
function createForeignConfig({ channels, config }: RouterContext): object {
  const usable = channels.filter(({ enabled }) => enabled);
  const first = usable.find(({ id }) => id === config.pinnedChannelId) ?? usable[0];
  return {
    Providers: usable.map((channel) => ({
      name: channel.name,
      api_base_url: channel.baseUrl,
      models: listModels(channel),
    })),
    Router: first === undefined ? {} : { default: `${first.name},${listModels(first)[0] ?? ''}` },
  };
}

function listModels({ models, modelMapping, defaultModel }: RouterChannel): readonly string[] {
  const named = [defaultModel, ...models, ...Object.values(modelMapping)];
  return [...new Set(named.filter((model) => model !== null && model !== '*'))].map(String);
}
