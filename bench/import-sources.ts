import { registerHooks } from 'node:module';

/** Sources name each other without an ending, as the bundler has it. */
const ENDINGS = ['.ts', '/index.ts'] as const;

/** Imports sources of Routex into this process, without a bundle. */
export async function importSources<Module>(load: () => Promise<Module>): Promise<Module> {
  const hooks = registerHooks({
    resolve(specifier, context, next) {
      const isOurs = context.parentURL?.includes('/node_modules/') === false;
      if (!isOurs || !specifier.startsWith('.') || specifier.endsWith('.ts')) return next(specifier, context);
      const [file, folder] = ENDINGS;
      try {
        return next(`${specifier}${file}`, context);
      } catch {
        return next(`${specifier}${folder}`, context);
      }
    },
  });
  try {
    return await load();
  } finally {
    hooks.deregister();
  }
}
