import { defineConfig } from 'vitest/config';

const unit = [
  'domain',
  'books',
  'adapters',
  'api',
  'activities',
  'enclave',
  'simulator',
  'workflows',
  'db',
  'bin',
  'chaos',
  'contracts',
].map((folder) => `test/${folder}/**/*.test.{ts,tsx}`);

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: [...unit, 'test/*.test.ts'],
          exclude: ['**/*.integration.test.ts', '**/*.system.test.ts'],
          // Some verify thousands of signatures; a busy machine must not fail them.
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/**/*.integration.test.ts'],
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'system',
          include: ['test/**/*.system.test.ts'],
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
