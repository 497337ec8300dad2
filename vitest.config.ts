import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const SECOND_MS = 1000;

export default defineConfig({
  test: {
    restoreMocks: true,
    projects: [
      {
        extends: true,
        resolve: {
          alias: [
            {
              find: /^#renderer\/(.*)$/,
              replacement: fileURLToPath(new URL('src-renderer/$1', import.meta.url)),
            },
          ],
        },
        test: {
          name: 'unit',
          include: [
            'src-renderer/**/*.spec.ts',
            'src-main/**/*.spec.ts',
            'src-shared/**/*.spec.ts',
            'tests/support/**/*.spec.ts',
            'tests/chaos/support/**/*.spec.ts',
            'bench/**/*.spec.ts',
          ],
          testTimeout: 15 * SECOND_MS,
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['tests/integration/**/*.spec.ts'],
          testTimeout: 60 * SECOND_MS,
          hookTimeout: 60 * SECOND_MS,
        },
      },
      {
        extends: true,
        test: {
          name: 'fuzz',
          include: ['tests/fuzz/**/*.spec.ts'],
          testTimeout: 300 * SECOND_MS,
          hookTimeout: 60 * SECOND_MS,
          // Each has two busy processes of its own.
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'chaos',
          include: ['tests/chaos/*.spec.ts'],
          hookTimeout: 60 * SECOND_MS,
        },
      },
      {
        extends: true,
        test: {
          name: 'ui',
          include: ['tests/ui/*.spec.ts'],
          testTimeout: 120 * SECOND_MS,
          hookTimeout: 60 * SECOND_MS,
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'screenshots',
          include: ['tests/ui/screenshots/*.spec.ts'],
          testTimeout: 300 * SECOND_MS,
        },
      },
      {
        extends: true,
        test: {
          name: 'agents',
          include: ['tests/end-to-end/agents/**/*.spec.ts'],
          testTimeout: 180 * SECOND_MS,
          hookTimeout: 60 * SECOND_MS,
          fileParallelism: false,
        },
      },
    ],
  },
});
