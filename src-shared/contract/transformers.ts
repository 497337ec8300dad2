import * as z from 'zod';
import { transformerSchema } from '#shared/domain/transformer';
import { procedure } from './errors';

export const transformersContract = {
  list: procedure
    .route({
      method: 'GET',
      path: '/transformers',
      summary: 'Transformers that channels may use, with a schema of their options',
    })
    .output(z.array(transformerSchema)),
};
