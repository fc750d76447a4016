import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { tmpdir } from 'node:os';
import { afterAll, describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const require = createRequire(import.meta.url);
const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin/tsc');
const manifest = JSON.parse(readFileSync(join(ROOT, 'portal-client/package.json'), 'utf8')) as {
  readonly exports: Record<string, Record<'types' | 'default', string>>;
};

const out = mkdtempSync(join(tmpdir(), 'portal-client-package-'));
afterAll(() => rmSync(out, { recursive: true }));

describe('the package', () => {
  const built = spawnSync(process.execPath, [
    tsc,
    '--project',
    join(ROOT, 'portal-client'),
    '--outDir',
    join(out, 'dist'),
  ]);
  writeFileSync(join(out, 'package.json'), readFileSync(join(ROOT, 'portal-client/package.json')));
  const files = readdirSync(join(out, 'dist'), { recursive: true, encoding: 'utf8' });

  it('is built for Node and for browsers, whose types are all it knows', () => {
    expect(built.stdout.toString()).toBe('');
    expect(built.status).toBe(0);
    for (const { types, default: code } of Object.values(manifest.exports)) {
      expect(files).toContain(types.replace('./dist/', ''));
      expect(files).toContain(code.replace('./dist/', ''));
    }
  });

  it('needs no package and no module of Node, and has of ours what it needs alone', () => {
    const code = files.filter((file) => file.endsWith('.js'));
    for (const file of code) {
      const imports = readFileSync(join(out, 'dist', file), 'utf8').matchAll(/from '([^']+)'/g);
      for (const [, name] of imports) expect(name).toMatch(/^\.{1,2}\/[\w./-]+\.js$/);
    }
    expect(new Set(files.map((file) => file.split('/').slice(0, 2).join('/')))).not.toContain(
      'domain/decision',
    );
  });

  it('runs where only the package is', () => {
    const program = `
      import { PortalClient, readTypedCode, uuidV7 } from '@toroku/portal-client';
      import { ApplicantKey } from '@toroku/portal-client/keys';
      import { redemptionOf } from '@toroku/portal-client/redemption';
      import { WebhookVerifier } from '@toroku/portal-client/webhooks';
      const key = await ApplicantKey.make();
      console.log(typeof PortalClient, typeof redemptionOf, typeof WebhookVerifier);
      console.log(readTypedCode('x').ok, key.spki.length, uuidV7());
    `;
    writeFileSync(join(out, 'program.mjs'), program);
    const ran = spawnSync(process.execPath, [join(out, 'program.mjs')]);
    expect(ran.stderr.toString()).toBe('');
    expect(ran.stdout.toString()).toMatch(
      /^function function function\nfalse 91 [0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\n$/,
    );
  });
});
