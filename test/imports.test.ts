import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allImports, importsOf, sourceFiles, violationsOf, type Import } from './imports.ts';

const ROOT = join(import.meta.dirname, '..');

const seeded = (file: string, line: string): string[] =>
  importsOf(file, line).flatMap(violationsOf);

describe('direction of imports', () => {
  it('is kept by every file', () => {
    expect(allImports().flatMap(violationsOf)).toEqual([]);
  });

  it.each([
    ['domain/decision/x.ts', `import { createHash } from 'node:crypto';`],
    ['domain/decision/x.ts', `import { db } from '../../db/office-database.ts';`],
    ['books/x.ts', `import { readFileSync } from 'node:fs';`],
    ['books/x.ts', `import { decide } from '../domain/decision/decide.ts';`],
    ['workflows/application/x.ts', `import { step } from '../../adapters/telemetry/steps.ts';`],
    ['workflows/application/x.ts', `import { runOf } from '../../activities/run-of.ts';`],
    ['activities/x.ts', `import { openRoom } from '../enclave/open-room.ts';`],
    ['api/portal/x.ts', `import { openRoom } from '../../enclave/open-room.ts';`],
    ['api/portal/x.ts', `import { certificateLifecycle } from '../../workflows/index.ts';`],
    ['api/portal/x.ts', `import { openSimulator } from '../../simulator/jlis.ts';`],
    ['enclave/gate/x.ts', `import { lockCase } from '../../db/decision/case-file.ts';`],
    ['enclave/gate/x.ts', `import { x } from '../../adapters/evidence-store/evidence-store.ts';`],
    ['enclave/gate/x.ts', `import { Client } from '@temporalio/client';`],
    ['db/x.ts', `import { extractJpkiFacts } from '../adapters/jpki/extract-facts.ts';`],
    ['adapters/x.ts', `import { lockCase } from '../db/decision/case-file.ts';`],
    ['simulator/x.ts', `import { lockCase } from '../db/decision/case-file.ts';`],
    ['portal-client/x.ts', `import { createHash } from 'node:crypto';`],
    ['portal-client/x.ts', `import { PERSONAS } from '../simulator/personas.ts';`],
    ['api/portal/x.ts', `import { uuidV7 } from '../../portal-client/uuid.ts';`],
    ['adapters/jpki/x.ts', `import pkcs11 from 'pkcs11js';`],
    ['adapters/jpki/x.ts', `import * as x509 from '@peculiar/x509';`],
    ['activities/application/x.ts', `import { dossierOf } from '../decision/dossier.ts';`],
    ['domain/decision/x.ts', `import type { OrderState } from '../issuance/order-states.ts';`],
    ['domain/x.ts', `export { lockCase } from '../db/decision/case-file.ts';`],
    ['domain/x.ts', `const x = await import('../db/decision/case-file.ts');`],
  ])('catches %s with %s', (file, line) => {
    expect(seeded(file, line)).not.toEqual([]);
  });

  it.each([
    [
      'workflows/application/x.ts',
      `import type { Situation } from '../../activities/contract.ts';`,
    ],
    ['api/portal/x.ts', `import { x } from '../../workflows/application/contract.ts';`],
    ['activities/decision/x.ts', `import { situationOf } from '../application/situation.ts';`],
    ['enclave/gate/x.ts', `import { step } from '../../adapters/telemetry/steps.ts';`],
  ])('lets %s with %s pass', (file, line) => {
    expect(seeded(file, line)).toEqual([]);
  });

  it('keeps the enclave out of every program but its own', () => {
    const users = new Set(
      allImports()
        .filter(({ file, target }) => target.startsWith('enclave/') && !file.startsWith('enclave/'))
        .map(({ file }) => file),
    );
    expect(
      [...users].filter((file) => !/^bin\/(enclave-worker|bench|commands|recovery)/.test(file)),
    ).toEqual([]);
  });

  it('bounds what the enclave loads: no Temporal, no HTTP server, no drizzle', () => {
    // zlib: the file in a signed PDF is deflated. simplewebauthn: the assertions of officers.
    const known = /^(node:(crypto|diagnostics_channel|zlib)|pg|@simplewebauthn\/server)$/;
    expect(packagesBelow('enclave/open-room.ts').filter((name) => !known.test(name))).toEqual([]);
  });

  it('bounds what a thread that reads evidence loads: no database, no HSM', () => {
    const known = /^node:(crypto|diagnostics_channel|fs|fs\/promises|path|worker_threads|zlib)$/;
    const packages = packagesBelow('bin/enclave-worker/evidence-thread.ts');
    expect(packages).toContain('node:worker_threads');
    expect(packages.filter((name) => !known.test(name))).toEqual([]);
  });

  it('bounds what the thread that keeps evidence for the portal loads: no database, no HTTP server', () => {
    const known = /^node:(crypto|fs|fs\/promises|path|worker_threads)$/;
    const packages = packagesBelow('bin/portal/keeping-thread.ts');
    expect(packages).toContain('node:worker_threads');
    expect(packages.filter((name) => !known.test(name))).toEqual([]);
  });

  it('reads the environment in bin/config.ts and before node_modules exists, nowhere else', () => {
    const readers = sourceFiles().filter(
      (file) =>
        file !== 'bin/config.ts' && readFileSync(join(ROOT, file), 'utf8').includes('process.env'),
    );
    expect(readers).toEqual([]);
  });
});

function groupByFile(imports: readonly Import[]): Map<string, Import[]> {
  const groups = new Map<string, Import[]>();
  for (const one of imports) groups.set(one.file, [...(groups.get(one.file) ?? []), one]);
  return groups;
}

/** Packages that a file loads, itself or through what it imports. */
function packagesBelow(entry: string): string[] {
  const byFile = groupByFile(allImports());
  const seen = new Set<string>();
  const packages = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const { target, isType } of byFile.get(file) ?? []) {
      if (isType) continue;
      if (byFile.has(target) || sourceFiles().includes(target)) visit(target);
      else packages.add(target);
    }
  };
  visit(entry);
  return [...packages];
}
