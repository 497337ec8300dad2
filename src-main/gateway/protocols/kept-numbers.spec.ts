import { describe, expect, it } from 'vitest';
import { weighJson } from './canonical/weigh-json';
import { readErrorDetails } from './errors/read-error-details';
import { createPartialArgs } from './gemini/create-partial-args';
import { readNumber } from './gemini/read-member';
import { readOptional } from './anthropic-messages/read-field';
import { readOptionalNumber } from './openai-chat/read-request-field';
import { decodeToolOutput } from './openai-responses/decode-content';
import { optionalNumber } from './openai-responses/invalid-field';
import { convertAnthropicFormatSchema } from './tools/convert-anthropic-format-schema';
import { convertGeminiOpenapiSchema } from './tools/convert-gemini-openapi-schema';
import { convertBounds } from './tools/gemini-bounds';
import { spreadTypes } from './tools/spread-types';
import { isRecord, parseJson, type JsonRecord } from './json/read';

const ID = '1234567890123456789';
const NUMBER = Number(ID);
const MAX = '9223372036854775807';

function parse(text: string): JsonRecord {
  const value = parseJson(text);
  return isRecord(value) ? value : {};
}
const convertOpenapi = (text: string): string =>
  JSON.stringify(convertGeminiOpenapiSchema(parse(text), () => undefined));

describe('a number of more than 53 bits, kept as text', () => {
  it('is a number to the readers of requests', () => {
    const body = parse(`{"n":${ID}}`);
    expect(readOptional(body, 'n', '', 'number')).toBe(NUMBER);
    expect(readOptionalNumber(body, 'n')).toBe(NUMBER);
    expect(optionalNumber(body['n'], 'n')).toBe(NUMBER);
    expect(readNumber(body, 'n', '')).toBe(NUMBER);
  });

  it('is told as it came in a tool’s output', () => {
    expect(decodeToolOutput(parseJson(ID), 'output')).toEqual([{ type: 'text', text: ID }]);
  });

  it('breaks no reader of an error', () => {
    const error = parseJson(`{"error":{"message":"No","code":${ID},"type":"x"}}`);
    expect(readErrorDetails(error)).toMatchObject({ message: 'No', names: ['x'], status: null });
    const located = parseJson(`{"detail":[{"loc":["body",${ID},{"toString":1},0],"msg":"bad"}]}`);
    expect(readErrorDetails(located).message).toBe(`body.${ID}.{"toString":1}.0: bad`);
    expect(readErrorDetails({ error: { message: 'No', code: { toString: 1, valueOf: 1 } } }).message).toBe(
      'No',
    );
  });

  it('can be weighed', () => {
    expect(weighJson(parseJson(`{"n":${ID}}`))).toBe(weighJson({ n: NUMBER }));
  });

  it('is no place to put arguments in that come piece by piece', () => {
    const args = createPartialArgs();
    args.add(
      parse(`{"args":{"a":${ID},"b":${ID}},"partialArgs":[{"jsonPath":"$.a.x","numberValue":${ID}}]}`),
    );
    expect(args.toJson()).toBe(`{"a":{"x":${ID}},"b":${ID}}`);
    args.add(
      parse(
        `{"partialArgs":[{"jsonPath":"$.c","stringValue":${ID}},{"jsonPath":"$.d","stringValue":{"toString":null}}]}`,
      ),
    );
    expect(JSON.parse(args.toJson())).toMatchObject({ c: ID, d: '{"toString":null}' });
  });

  it('stays what it is in schemas', () => {
    const integer = `{"type":"integer","maximum":${MAX}}`;
    expect(convertOpenapi(integer)).toBe(integer);
    expect(convertOpenapi(`{"const":${ID}}`)).toContain('"type":"number"');
    expect(convertBounds(parse(`{"type":"integer","exclusiveMaximum":${MAX}}`))).toEqual({
      maximum: Number(MAX) - 1,
    });
    const spread = spreadTypes(parse(`{"type":["number","object"],"enum":[${ID},{"a":1}]}`));
    expect(JSON.stringify(spread['anyOf'])).toBe(
      `[{"type":"number","enum":[${ID}]},{"type":"object","enum":[{"a":1}]}]`,
    );
    expect(JSON.stringify(convertAnthropicFormatSchema(parse(`{"enum":[1,${ID}]}`)))).toBe(
      `{"enum":[1,${ID}]}`,
    );
  });
});
