import type { JsonRecord } from '../protocols/json/read';
import type { StreamEvent, TransformContext, Transformer, TransformerHooks } from './transformer';

/** All transformers of one call. None of these ever throws: who fails is left out from then on. */
export interface TransformerRun {
  /** Whether any of them wants to see the answer; asked after the request. */
  readsAnswer(): boolean;
  /** None of them looks into long texts of a request. */
  readonly carriesTexts: boolean;
  /** In order. */
  request(body: JsonRecord): Promise<JsonRecord>;
  /** In reverse order. */
  response(body: JsonRecord): Promise<JsonRecord>;
  /** In reverse order. */
  events(events: readonly StreamEvent[]): Promise<readonly StreamEvent[]>;
  /** The call is over, however it ended. */
  end(): void;
}

interface Begun {
  readonly name: string;
  readonly hooks: TransformerHooks;
}

/** @param warn told once of each transformer that fails */
export function beginTransformers(
  transformers: readonly Transformer[],
  context: TransformContext,
  warn: (warning: string) => void,
): TransformerRun {
  const begun: readonly Begun[] = transformers.flatMap((transformer) => {
    const hooks = transformer.begin(context);
    return hooks === null ? [] : [{ name: transformer.name, hooks }];
  });
  const reversed = begun.toReversed();
  const failed = new Set<Begun>();

  async function contain<Value>(
    { one, value }: { readonly one: Begun; readonly value: Value },
    apply: ((value: Value) => Value | Promise<Value>) | undefined,
  ): Promise<Value> {
    if (apply === undefined || failed.has(one)) return value;
    try {
      return await apply(value);
    } catch (error) {
      failed.add(one);
      const cause = error instanceof Error ? error.message : String(error);
      warn(`Transformer ${one.name} failed and was left out: ${cause}`);
      return value;
    }
  }

  return {
    end() {
      for (const { hooks } of begun) hooks.end?.();
    },
    carriesTexts: transformers.every((transformer) => transformer.carriesTexts),
    readsAnswer: () => begun.some((one) => !failed.has(one) && readsAnswer(one.hooks)),
    async request(body) {
      let changed = body;
      for (const one of begun) changed = await contain({ one, value: changed }, one.hooks.request);
      return changed;
    },
    async response(body) {
      let changed = body;
      for (const one of reversed) changed = await contain({ one, value: changed }, one.hooks.response);
      return changed;
    },
    async events(events) {
      let changed = events;
      for (const one of reversed) changed = await contain({ one, value: changed }, one.hooks.events);
      return changed;
    },
  };
}

function readsAnswer({ response, events, ...hooks }: TransformerHooks): boolean {
  return hooks.readsAnswer?.() ?? (response !== undefined || events !== undefined);
}
