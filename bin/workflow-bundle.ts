import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, type WorkflowBundleWithSourceMap } from '@temporalio/worker';

/** The workflows as one bundle, without the bundler's chatter. */
export function workflowBundle(): Promise<WorkflowBundleWithSourceMap> {
  return bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('../workflows/index.ts', import.meta.url)),
    failureConverterPath: fileURLToPath(
      new URL('../adapters/temporal/failure-converter.ts', import.meta.url),
    ),
    logger: { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error: console.error },
  } as Parameters<typeof bundleWorkflowCode>[0]);
}
