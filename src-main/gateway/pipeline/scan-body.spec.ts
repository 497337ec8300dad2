import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinBody, spliceBody } from '../request-body';
import { createBodyScanner, type BodyFields } from './scan-body';

function scanBody(...chunks: readonly Buffer[]): BodyFields {
  const scanner = createBodyScanner();
  for (const chunk of chunks) scanner.push(chunk);
  return scanner.finish();
}

function scan(text: string): BodyFields {
  return scanBody(Buffer.from(text));
}

/** What a scan says or refuses, whatever it is. */
function outcome(...chunks: readonly Buffer[]): unknown {
  try {
    return scanBody(...chunks);
  } catch (error) {
    return error instanceof Error ? error.message : error;
  }
}

const cut = (bytes: Buffer, size: number): Buffer[] =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  );

describe('reading model and stream from the bytes of a body', () => {
  it.each([
    ['{"model":"m","stream":true}', 'm', true],
    ['{"stream":false,"model":"m"}', 'm', false],
    ['{"model":"m"}', 'm', false],
    ['{}', null, false],
    ['{ "messages" : [ { "model" : "inner" , "stream":true } ] , "model" : "outer" }', 'outer', false],
    ['{"a":"\\"model\\":\\"fake\\"","model":"m"}', 'm', false],
    ['{"a":"ends in backslash \\\\","model":"m","stream":true}', 'm', true],
    ['{"a":"a long string that ends in a backslash, past the short limit \\\\","model":"m"}', 'm', false],
    ['{"a":"a long string with \\"quotes\\" and {braces} [in] it, escaped","model":"m"}', 'm', false],
    ['{"mod\\u0065l":"escaped key","stream":null}', 'escaped key', false],
    ['{"model":"sch\\u00f6n 模型 \\"x\\""}', 'schön 模型 "x"', false],
    ['\ufeff{"model":"m"}', 'm', false],
    ['\n\t{"n":-1.5e3,"b":true,"z":null,"model":"m"}\n', 'm', false],
    // Said twice it is still one; both are replaced.
    ['{"model":"same","mod\\u0065l":"s\\u0061me"}', 'same', false],
  ])('%s', (text, model, stream) => {
    expect(scan(text)).toMatchObject({ model, stream });
  });

  it.each([
    ['', /empty/],
    ['   ', /empty/],
    ['[]', /not a JSON object/],
    ['"model"', /not a JSON object/],
    ['hello', /not a JSON object/],
    ['{"model":"m"', /before its JSON is complete/],
    ['{"model":"m', /before its JSON is complete/],
    ['{"messages":[{"a":1}', /before its JSON is complete/],
    ['{"a":1', /before its JSON is complete/],
    ['{"model":"m\\', /before its JSON is complete/],
    ['{model:"m"}', /not valid JSON/],
    ['{"model" "m"}', /not valid JSON/],
    ['{"a":}', /not valid JSON/],
    ['{"a":nope}', /not valid JSON/],
    ['{"a":1 "b":2}', /not valid JSON/],
    ['{"model":"m"} {"model":"n"}', /after its JSON object/],
    ['{"model":"first","model":"second"}', /model: stands in the body twice, with different values/],
    ['{"model":"first","mod\\u0065l":"second"}', /model: stands in the body twice, with different values/],
    ['{"model":7}', /model: must be a string/],
    ['{"model":null}', /model: must be a string/],
    ['{"model":{"a":1}}', /model: must be a string/],
  ])('refuses %j', (text, message) => {
    expect(() => scan(text)).toThrow(expect.objectContaining({ kind: 'invalid_request' }));
    expect(() => scan(text)).toThrow(message);
  });

  it.each([
    ['{"model":"m"}', null],
    ['{"model":"m","Model":"n"}', 'Model'],
    ['{"MODEL":["n"],"model":"m"}', 'MODEL'],
    ['{"model":"m","models":["n"]}', 'models'],
    ['{"model":"m","\\u004dodel":"n"}', 'Model'],
    ['{"model":"m","mod\\u0065ls":[]}', 'models'],
    ['{"model":"m","metadata":{"models":1},"modes":2,"stream":true}', null],
  ])('%s has another name of the model: %s', (text, modelAlias) => {
    const bytes = Buffer.from(text);
    for (const size of [1, bytes.length]) expect(scanBody(...cut(bytes, size))).toMatchObject({ modelAlias });
  });

  it('agrees with JSON.parse on every object, and the splice changes nothing but the model', () => {
    const anyBody = fc.record(
      {
        messages: fc.array(fc.jsonValue()),
        model: fc.string({ unit: 'binary' }),
        stream: fc.boolean(),
        system: fc.jsonValue(),
        'strange "key" \\': fc.jsonValue(),
      },
      { requiredKeys: ['model'] },
    );
    fc.assert(
      fc.property(anyBody, fc.string(), fc.constantFrom(undefined, 2, '\t'), (value, replacement, indent) => {
        const bytes = Buffer.from(JSON.stringify(value, null, indent));
        const fields = scanBody(bytes);
        const parsed: unknown = JSON.parse(bytes.toString());
        expect(fields.model).toBe(JSON.parse(JSON.stringify(value.model)));
        expect(fields.stream).toBe(value.stream ?? false);
        const chunks = cut(bytes, 7);
        const name = Buffer.from(JSON.stringify(replacement));
        const body = spliceBody(
          { chunks, length: bytes.length },
          fields.modelRanges.map((range) => ({ ...range, value: name })),
        );
        expect(body.length).toBe(joinBody(body).length);
        const spliced: unknown = JSON.parse(joinBody(body).toString());
        expect(spliced).toEqual({ ...(parsed as object), model: replacement });
      }),
    );
  });

  it('every cut of a valid body is refused', () => {
    const bytes = Buffer.from(
      '{"model":"m","messages":[{"role":"user","content":"a \\"b\\" c\\\\"}],"stream":true}',
    );
    for (let length = 0; length < bytes.length; length += 1) {
      expect(() => scanBody(bytes.subarray(0, length)), `cut at ${length}`).toThrow(
        expect.objectContaining({ kind: 'invalid_request' }),
      );
    }
  });

  it('never throws anything but a refusal on garbage', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          scanBody(Buffer.from(bytes));
        } catch (error) {
          expect(error).toMatchObject({ kind: 'invalid_request' });
        }
      }),
    );
  });

  it('says the same however the body was cut', () => {
    const body = fc.oneof(
      fc.json().map((text) => `{"a":${text},"model":"m\\"x\\\\","stream":true}`),
      fc.json().map((text) => `\ufeff { "mod\\u0065l" : "n", "a" :${text} , "n": -1.5e3 }`),
      fc.string().map((text) => `{"model":"m","text":${text}`),
      fc.string(),
    );
    fc.assert(
      fc.property(body, fc.integer({ min: 1, max: 40 }), (text, size) => {
        const bytes = Buffer.from(text);
        expect(outcome(...cut(bytes, size))).toEqual(outcome(bytes));
      }),
      { numRuns: 500 },
    );
  });

  it('crosses long strings with escapes at every place of a chunk', () => {
    for (let size = 1; size < 70; size += 1) {
      for (const text of ['\\\\'.repeat(40), 'x'.repeat(33), `${'y'.repeat(40)}\\"`, '\\"'.repeat(30)]) {
        const bytes = Buffer.from(`{"a":"${text}","b":["${text}",{"c":"${text}"}],"model":"m"}`);
        expect(scanBody(...cut(bytes, size)).model).toBe('m');
      }
    }
  });

  it('passes over long keys, however they are cut', () => {
    for (const key of [
      `${'a'.repeat(63)}\\u0041b`,
      `${'\\u0061'.repeat(30)}`,
      'k'.repeat(500),
      `${'x'.repeat(64)}\\\\`,
    ]) {
      const bytes = Buffer.from(`{"${key}":1,"model":"m"}`);
      for (let size = 1; size < 90; size += 1) expect(scanBody(...cut(bytes, size)).model).toBe('m');
    }
  });

  it.each([
    ['a name of a model', `{"model":"${'m'.repeat(5000)}"}`, /4096 bytes/],
    ['a number', `{"n":${'1'.repeat(5000)},"model":"m"}`, /not valid JSON/],
  ])('does not collect %s without end', (_, text, message) => {
    expect(() => scan(text)).toThrow(message);
    expect(() => scanBody(...cut(Buffer.from(text), 100))).toThrow(message);
  });
});
