import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * Modules that hold no state of a run: evaluated once for all runs of a worker instead of once for each.
 * The rule sets alone are a millisecond's work.
 */
const PURE = ['domain/decision/rule-sets.ts', 'domain/decision/decide.ts'];

/** Where a build's bundle is kept: it depends on nothing but the build. */
const fileOf = (buildId: string): string =>
  join(ROOT, 'node_modules', '.cache', 'toroku', `workflows-${buildId}-${PURE.length}.js`);

const silent = (): void => undefined;

/**
 * The workflows of a build as one bundle, made once and kept; a restart takes the file. The bundler's
 * chatter is dropped.
 */
export async function workflowBundle(buildId: string): Promise<{ codePath: string }> {
  const codePath = fileOf(buildId);
  if (existsSync(codePath)) return { codePath };
  const { code } = await bundleWorkflowCode({
    workflowsPath: join(ROOT, 'workflows', 'index.ts'),
    failureConverterPath: join(ROOT, 'adapters', 'temporal', 'failure-converter.ts'),
    preloadModules: PURE.map((module) => join(ROOT, module)),
    logger: {
      log: silent,
      trace: silent,
      debug: silent,
      info: silent,
      warn: silent,
      error: console.error,
    },
  });
  mkdirSync(dirname(codePath), { recursive: true });
  // Two programs may make it at once; each puts a whole file in place.
  const temporary = `${codePath}.${process.pid}.tmp`;
  writeFileSync(temporary, code);
  renameSync(temporary, codePath);
  return { codePath };
}
