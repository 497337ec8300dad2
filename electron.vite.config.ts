import { resolve } from 'node:path';
import { defineConfig } from 'electron-vite';

const fromRoot = (path: string): string => resolve(import.meta.dirname, path);

// better-sqlite3 loads a native file that lies beside it in its package, so it stays outside the bundle. Everything else
// is bundled: an installed Routex has one runtime dependency.
const NATIVE_PACKAGES = ['better-sqlite3'];

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      externalizeDeps: { include: NATIVE_PACKAGES, exclude: [] },
      rolldownOptions: {
        input: { cli: fromRoot('src-main/cli/index.ts') },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
});
