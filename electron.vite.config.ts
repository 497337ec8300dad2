import { resolve } from 'node:path';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig, type UserConfig } from 'electron-vite';

const fromRoot = (path: string): string => resolve(import.meta.dirname, path);

// better-sqlite3 loads a native file that lies beside it in its package, so it stays outside the bundle. Everything else
// is bundled: an installed Routex has one runtime dependency.
const NATIVE_PACKAGES = ['better-sqlite3'];

/** `open` declares a `__dirname`; electron-vite declares one more for it, and the bundle would not load. */
const renameDirnameOfOpen = {
  name: 'rename-dirname-of-open',
  transform: {
    filter: { id: /node_modules\/open\/index\.js$/ },
    handler: (code: string) => ({ code: code.replaceAll('__dirname', 'openDirname'), map: null }),
  },
};

// Chinese is shown by the system's own fonts, so nothing but code and styles is in the page.
const renderer: UserConfig['renderer'] = {
  root: fromRoot('src-renderer'),
  plugins: [react(), tailwindcss()],
  resolve: {
    alias: [
      { find: /^#shared\/(.*)$/, replacement: `${fromRoot('src-shared')}/$1.ts` },
      { find: /^#locales\/(.*)$/, replacement: `${fromRoot('locales')}/$1` },
      { find: /^#renderer\/(.*)$/, replacement: `${fromRoot('src-renderer')}/$1` },
    ],
  },
  build: {
    outDir: fromRoot('out/renderer'),
    emptyOutDir: true,
    minify: true,
    rolldownOptions: { input: fromRoot('src-renderer/index.html') },
  },
  server: {
    proxy: {
      '/api': {
        target: process.env['ROUTEX_ADDRESS'] ?? 'http://127.0.0.1:8080',
        // The gateway takes changes from its own page only: Host and Origin have to stay the same.
        changeOrigin: false,
      },
    },
  },
};

export default defineConfig({
  renderer,
  main: {
    plugins: [renameDirnameOfOpen],
    build: {
      outDir: 'out/main',
      externalizeDeps: { include: NATIVE_PACKAGES, exclude: [] },
      rolldownOptions: {
        // Worker threads are entries too: `worker-threads/worker-url.ts` finds them by name beside `cli.js`.
        input: {
          cli: fromRoot('src-main/cli/index.ts'),
          'store-worker': fromRoot('src-main/store/store-worker.ts'),
          'exchange-worker': fromRoot('src-main/store/exchanges/exchange-worker.ts'),
          'conversion-worker': fromRoot('src-main/worker-threads/conversion-worker.ts'),
          'user-code-worker': fromRoot('src-main/worker-threads/user-code/user-code-worker.ts'),
          'caretaker-worker': fromRoot('src-main/store/caretaker-worker.ts'),
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
});
