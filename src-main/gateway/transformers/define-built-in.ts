import type * as z from 'zod';
import type { ProtocolId } from '#shared/domain/protocol';
import type { BuiltInTransformer } from '#shared/domain/transformer-options';
import type { TransformContext, Transformer, TransformerHooks } from './transformer';

export interface BuiltIn {
  readonly name: BuiltInTransformer;
  /** The wire protocols it knows; calls in others it leaves as they are. */
  readonly protocols: readonly ProtocolId[];
  /** @throws {ZodError} for options that do not fit */
  create(options: unknown): Transformer;
}

interface Definition<Schema extends z.ZodType> {
  readonly name: BuiltInTransformer;
  readonly options: Schema;
  readonly protocols: readonly ProtocolId[];
  readonly begin: (options: z.output<Schema>, context: TransformContext) => TransformerHooks;
}

/** A built-in transformer that acts on the protocols it knows. */
export function defineBuiltIn<Schema extends z.ZodType>(definition: Definition<Schema>): BuiltIn {
  const { name, protocols, begin } = definition;
  return {
    name,
    protocols,
    create(given) {
      const options = definition.options.parse(given);
      return {
        name,
        carriesTexts: true,
        begin: (context) => (protocols.includes(context.protocol) ? begin(options, context) : null),
      };
    },
  };
}
