import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { OTHER_STEPS, STEPS } from '../../bin/chaos/steps.ts';
import { sourceFiles } from '../imports.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** Every `step('…')` of the source, with the file that reports it. */
const reported = sourceFiles().flatMap((file) =>
  [...readFileSync(join(ROOT, file), 'utf8').matchAll(/\bstep\((['"`])(.*?)\1\)/g)].map(
    ([, , name = '']) => ({ file, name }),
  ),
);

const names = reported.map(({ name }) => name);
const struck = Object.values(STEPS).flat();

/** The program that runs a file of a layer. */
const programOf = (file: string): string => {
  if (file.startsWith('enclave/')) return 'enclave-worker';
  return file.startsWith('api/portal/') ? 'portal' : 'office-worker';
};

describe('the steps of the chaos run', () => {
  it('are those that the programs report on the way of an application', () => {
    const onTheWay = names.filter((name) => !OTHER_STEPS.includes(name));
    expect([...new Set(struck)].toSorted()).toEqual([...new Set(onTheWay)].toSorted());
  });

  it('leave out none but those of other ways, which are reported, too', () => {
    expect(OTHER_STEPS.filter((name) => !names.includes(name))).toEqual([]);
    expect(OTHER_STEPS.filter((name) => struck.includes(name))).toEqual([]);
  });

  it('are each reported in one place, under a name with a number', () => {
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
    expect(names.filter((name) => !/^[a-z-]+\.\d-[a-z0-9-]+$/.test(name))).toEqual([]);
  });

  it('are struck in the program whose layers report them', () => {
    for (const { file, name } of reported) {
      if (OTHER_STEPS.includes(name)) continue;
      const programs = Object.entries(STEPS).flatMap(([program, steps]) =>
        steps.includes(name) ? [program] : [],
      );
      expect([name, programs]).toEqual([name, [programOf(file)]]);
    }
  });
});
