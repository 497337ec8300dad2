// ECMAScript's "JSON.parse source text access", which TypeScript's library does not describe yet.
interface RawJson {
  readonly rawJSON: string;
}

interface JSON {
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
  ): unknown;
  /** A value that `JSON.stringify` writes as this text. */
  rawJSON(text: string): RawJson;
  isRawJSON(value: unknown): value is RawJson;
}
