import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** Where a build's bundle is kept: it depends on nothing but the build. */
const fileOf = (buildId: string): string =>
  join(ROOT, 'node_modules', '.cache', 'toroku', `workflows-${buildId}.js`);

/**
 * The workflows of a build as one bundle, made once and kept; a restart takes the file. The bundler's
 * chatter is dropped.
 */
export async function workflowBundle(buildId: string): Promise<{ codePath: string }> {
  const codePath = fileOf(buildId);
  if (existsSync(codePath)) return { codePath };
  const silent = (): void => undefined;
  const { code } = await bundleWorkflowCode({
    workflowsPath: join(ROOT, 'workflows', 'index.ts'),
    failureConverterPath: join(ROOT, 'adapters', 'temporal', 'failure-converter.ts'),
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
