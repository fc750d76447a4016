import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Instance } from '../instance/options.ts';
import type { ProgramName } from '../instance/programs.ts';
import { STEPS } from './steps.ts';

/** A blow: a program at one of its steps, or at any moment. */
export interface Blow {
  readonly program: ProgramName;
  readonly step?: string;
}

const PRELOAD = fileURLToPath(new URL('kill-at-step.mjs', import.meta.url));

/** How long a step may take to come before the program is killed wherever it is. */
const STEP_PATIENCE_MS = 8_000;

/** What every program is started with so that it can be killed at a step named in `dir`. */
export const chaosEnvironment = (dir: string): Record<string, string> => ({
  NODE_OPTIONS: `--import=${PRELOAD}`,
  CHAOS_DIR: dir,
});

/** Every step of every program once, then each program once at a random moment. */
export const blows = (): Blow[] => [
  ...Object.entries(STEPS).flatMap(([program, steps]) =>
    steps.map((step) => ({ program: program as ProgramName, step })),
  ),
  ...Object.keys(STEPS).map((program) => ({ program: program as ProgramName })),
  { program: 'jlis-simulator' },
];

/** Kills a program as the blow says and starts it again. @returns where it was hit */
export async function strike(
  instance: Instance,
  dir: string,
  { program, step }: Blow,
): Promise<string> {
  const running = instance.programs.get(program);
  if (!running) throw new Error(`${program} does not run`);
  const file = join(dir, program);
  if (step === undefined) await sleep(Math.random() * 1_000);
  else writeFileSync(file, step);
  const hit =
    step === undefined
      ? false
      : await Promise.race([
          running.exited.then(() => true),
          sleep(STEP_PATIENCE_MS, false, { ref: false }),
        ]);
  if (!hit) {
    writeFileSync(file, '');
    await instance.killProgram(program, 'SIGKILL');
  }
  await instance.restartProgram(program);
  return hit ? (step ?? '') : `${program} at random`;
}
