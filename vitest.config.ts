import { defineConfig } from 'vitest/config';

const unit = [
  'domain',
  'books',
  'adapters',
  'api',
  'activities',
  'enclave',
  'portal-client',
  'simulator',
  'workflows',
  'db',
  'bin',
  'chaos',
  'contracts',
  'incidents',
].map((folder) => `test/${folder}/**/*.test.{ts,tsx}`);

/**
 * Files that bring up servers spend half their time waiting for them: two at once, however many cores there
 * are. Each has its own folder, ports and databases.
 */
const WAITING = { maxWorkers: 2 } as const;

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: [...unit, 'test/*.test.ts'],
          exclude: ['**/*.integration.test.ts', '**/*.system.test.ts'],
          maxWorkers: '100%',
          sequence: { groupOrder: 1 },
          // Some verify thousands of signatures; a busy machine must not fail them.
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/**/*.integration.test.ts'],
          ...WAITING,
          sequence: { groupOrder: 2 },
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'system',
          include: ['test/**/*.system.test.ts'],
          // Whole installations, some killed under load: beside another one their patience runs out.
          maxWorkers: 1,
          sequence: { groupOrder: 3 },
          testTimeout: 300_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
