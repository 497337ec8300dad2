import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

export interface UserModule {
  /** What the file exports: its default, or `module.exports`. */
  readonly exported: unknown;
  readonly isCommonJs: boolean;
}

/** @throws whatever is wrong with the file */
export async function loadUserModule(path: string): Promise<UserModule> {
  const namespace: unknown = await import(pathToFileURL(path).href);
  const isCommonJs = isRequired(path);
  const exported = readDefault(namespace);
  // TypeScript and bundlers write `exports.default` where the source says `export default`.
  return { exported: (isCommonJs ? readDefault(exported) : undefined) ?? exported, isCommonJs };
}

/** Node keeps CommonJS modules where `require` finds them, however they were loaded, and others not. */
function isRequired(path: string): boolean {
  return createRequire(import.meta.url).cache[realpathSync(path)] !== undefined;
}

function readDefault(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'default' in value ? value.default : undefined;
}
