import { expectTypeOf, it } from 'vitest';
import type * as Published from '#resources/routex.d.ts';
import type { StreamEvent } from '../transformers/transformer';
import type { TransformerHook, UserTransformContext } from './transformer-input';
import type { RouterAnswer, RouterContext } from './router-input';

it('the types that are published are those of the code', () => {
  expectTypeOf<Published.RouterContext>().toEqualTypeOf<RouterContext>();
  expectTypeOf<Omit<Published.TransformerContext, 'state'>>().toEqualTypeOf<UserTransformContext>();
  expectTypeOf<Published.StreamEvent>().toEqualTypeOf<StreamEvent>();
  expectTypeOf<keyof Published.Transformer>().toEqualTypeOf<TransformerHook>();
  expectTypeOf<Published.RouterAnswer>().toEqualTypeOf<RouterAnswer>();
});
