import { pathToFileURL } from 'node:url';

export interface UserModule {
  /** What the file exports: its default, or `module.exports`. */
  readonly exported: unknown;
  readonly isCommonJs: boolean;
}

/** The name under which Node gives the exports of a CommonJS module. */
const COMMON_JS = 'module.exports';

/** @throws whatever is wrong with the file */
export async function loadUserModule(path: string): Promise<UserModule> {
  const namespace: unknown = await import(pathToFileURL(path).href);
  if (typeof namespace !== 'object' || namespace === null) return { exported: undefined, isCommonJs: false };
  const isCommonJs = COMMON_JS in namespace;
  const exported = 'default' in namespace ? namespace.default : undefined;
  // TypeScript and bundlers write `exports.default` where the source says `export default`.
  const inner = isCommonJs && isObject(exported) && 'default' in exported ? exported.default : exported;
  return { exported: inner, isCommonJs };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
