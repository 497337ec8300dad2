import { expect, it } from 'vitest';
import { createConversionDesk } from '../conversion/conversion-desk';
import { preparePreview } from '../conversion/prepare-preview';
import { joinBody } from '../request-body';
import { createReadJob } from './create-read-job';

const prepared = preparePreview({
  protocol: 'openai-chat',
  path: null,
  body: { model: 'm', messages: [{ role: 'user', content: 'Grüße aus der Mitte' }] },
});

it('a large body is not held a second time in one piece while its answer runs', () => {
  const bytes = joinBody(prepared.plainBody);
  // Within a character of several bytes.
  const cut = bytes.indexOf('ü') + 1;
  const plainBody = { chunks: [bytes.subarray(0, cut), bytes.subarray(cut)], length: bytes.length };
  const job = createReadJob('rq_1', { ...prepared, plainBody });
  expect(job.body.chunks).toBe(plainBody.chunks);
  const desk = createConversionDesk();
  void desk.read(job);
  expect(desk.messages('rq_1')).toMatchObject([{ parts: [{ type: 'text', text: 'Grüße aus der Mitte' }] }]);
});

it('takes along of the headers only what a codec reads', () => {
  const headers = {
    authorization: 'Bearer sk-fake',
    cookie: 'a=b',
    'anthropic-version': '2023-06-01',
    'user-agent': 'x/1',
  };
  expect(createReadJob('rq_1', { ...prepared, headers }).headers).toEqual({
    'anthropic-version': '2023-06-01',
    'user-agent': 'x/1',
  });
});
