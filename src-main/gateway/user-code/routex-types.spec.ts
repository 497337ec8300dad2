import { expectTypeOf, it } from 'vitest';
import type * as Published from '#resources/routex.d.ts';
import type { RouterAnswer, RouterContext } from './router-input';

it('the types that are published are those of the code', () => {
  expectTypeOf<Published.RouterContext>().toEqualTypeOf<RouterContext>();
  expectTypeOf<Published.RouterAnswer>().toEqualTypeOf<RouterAnswer>();
});
