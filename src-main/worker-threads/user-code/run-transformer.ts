import {
  TRANSFORMER_HOOKS,
  type TransformerAnswer,
  type TransformerData,
  type TransformerHook,
} from '#main/gateway/user-code/transformer-input';
import type { UserModule } from '#main/worker-threads/user-code/load-user-module';

/** Calls of which a file's `state` is kept, should their ends be missed: more than run at a time by far. */
const MAX_STATES = 1000;

export interface TransformerRunner {
  /** @param bodyText what the hook is to change, as JSON */
  run(hook: TransformerHook, data: TransformerData, bodyText: string): Promise<TransformerAnswer>;
  /** The call is over: its state is forgotten. */
  release(call: string): void;
}

/** Calls the hooks of a transformer, each with the `state` of its call. */
export function createTransformerRunner({ exported }: UserModule): TransformerRunner {
  const states = new Map<string, object>();
  const hooks = TRANSFORMER_HOOKS.filter((hook) => findHook(exported, hook) !== null);

  function stateOf(call: string): object {
    const state = states.get(call) ?? {};
    states.delete(call);
    states.set(call, state);
    const [oldest] = states.keys();
    if (states.size > MAX_STATES && oldest !== undefined) states.delete(oldest);
    return state;
  }

  return {
    release: (call) => void states.delete(call),
    async run(hook, { call, context }, bodyText) {
      if (hooks.length === 0) {
        throw new TypeError(`The file exports none of ${TRANSFORMER_HOOKS.join(', ')}.`);
      }
      const found = findHook(exported, hook);
      if (found === null) return { hooks, value: null };
      const value: unknown = await found(JSON.parse(bodyText), { ...context, state: stateOf(call) });
      return { hooks, value };
    },
  };
}

type Hook = (value: unknown, context: object) => unknown;

/** A function by itself changes requests. */
function findHook(exported: unknown, hook: TransformerHook): Hook | null {
  if (typeof exported === 'function') return hook === 'request' ? (exported as Hook) : null;
  if (typeof exported !== 'object' || exported === null) return null;
  const found: unknown = Reflect.get(exported, hook);
  return typeof found === 'function'
    ? (value, context) => Reflect.apply(found, exported, [value, context])
    : null;
}
