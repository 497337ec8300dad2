import fc from 'fast-check';

const NAMES = ['a', 'b', 'value', '__proto__', 'x/y'];
const REFS = [
  '#',
  '#/$defs/a',
  '#/$defs/b',
  '#/definitions/x~1y',
  '#/properties/a',
  '#/nowhere',
  'other.json',
  '#/$defs/__proto__',
];
const TYPES = ['string', 'number', 'integer', 'boolean', 'array', 'object', 'null', 'OBJECT', 'file'];

const text = fc.constantFrom('', 'a', 'date-time', 'int32', '^a$');
const anything = fc.oneof(
  fc.integer(),
  text,
  fc.boolean(),
  fc.constant(null),
  fc.constant([]),
  fc.constant({}),
);

function entry(key: string, value: fc.Arbitrary<unknown>): fc.Arbitrary<[string, unknown]> {
  return fc
    .oneof({ weight: 9, arbitrary: value }, { weight: 1, arbitrary: anything })
    .map((each) => [key, each]);
}

/** Schemas with every keyword, sensible or not, and references that lead in circles. */
export const arbitrarySchema: fc.Arbitrary<object> = fc.letrec<{
  node: object;
  schema: unknown;
  named: object;
}>((tie) => ({
  schema: fc.oneof({ depthSize: 'small' }, fc.boolean(), tie('node')),
  named: fc
    .array(fc.tuple(fc.constantFrom(...NAMES), tie('schema')), { maxLength: 3 })
    .map(Object.fromEntries),
  node: fc
    .array(
      fc.oneof(
        { depthSize: 'small' },
        entry('type', fc.oneof(fc.constantFrom(...TYPES), fc.subarray(TYPES))),
        entry('$ref', fc.constantFrom(...REFS)),
        entry('enum', fc.array(anything)),
        entry('const', anything),
        entry('required', fc.subarray(NAMES)),
        entry('exclusiveMinimum', fc.oneof(fc.integer(), fc.boolean())),
        entry('minimum', fc.integer()),
        entry('format', text),
        entry('description', text),
        entry('nullable', fc.boolean()),
        ...['$schema', '$id', 'pattern', 'default', 'minItems', 'multipleOf', 'uniqueItems'].map((key) =>
          entry(key, anything),
        ),
        ...['properties', '$defs', 'definitions', 'patternProperties'].map((key) => entry(key, tie('named'))),
        ...['anyOf', 'oneOf', 'allOf', 'prefixItems'].map((key) =>
          entry(key, fc.array(tie('schema'), { maxLength: 3 })),
        ),
        ...['items', 'additionalProperties', 'not', 'if', 'propertyNames'].map((key) =>
          entry(key, tie('schema')),
        ),
      ),
      { maxLength: 6 },
    )
    .map((entries) => Object.fromEntries(entries)),
})).node;
